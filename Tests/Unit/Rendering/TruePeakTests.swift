import Foundation
import Testing

@testable import Rendering

@Suite struct TruePeakTests {
  private func truePeakDBTP(_ samples: [Float], channels: Int = 1, block: Int = 1000) -> Double {
    var meter = TruePeakMeter(channels: channels)
    for start in stride(from: 0, to: samples.count, by: block) {
      let part = Array(samples[start..<min(start + block, samples.count)])
      meter.append(part, count: part.count)
    }
    return meter.finish()
  }

  /// A faded tone: an abrupt start has true peaks of its own.
  private func tone(cyclesPerSample: Double, phase: Double, amplitude: Double = 1) -> [Float] {
    let count = 2000
    return (0..<count).map { index in
      let fade = min(1, Double(min(index, count - 1 - index)) / 400)
      return Float(fade * amplitude * sin(2 * .pi * cyclesPerSample * Double(index) + phase))
    }
  }

  @Test func `a tone at a quarter of the rate whose samples lie at 0.707 peaks at 0 dBTP`() {
    let samples = tone(cyclesPerSample: 0.25, phase: .pi / 4)
    #expect(abs(Double(samples.map { abs($0) }.max()!) - 0.5.squareRoot()) < 0.001)
    #expect(abs(truePeakDBTP(samples)) < 0.02)
  }

  // BS.1770's own error at four times the rate: the largest at half a phase.
  @Test(arguments: [0.05, 0.1, 0.2, 0.31, 0.40, 0.45])
  func `a tone peaks at its amplitude, up to 0.45 of the rate`(frequency: Double) {
    for phase in [0.0, 0.4, 1.1] {
      let peak = truePeakDBTP(tone(cyclesPerSample: frequency, phase: phase, amplitude: 0.5))
      #expect(peak <= -6.02 + 0.1)
      #expect(peak >= -6.02 - 0.7)
    }
  }

  @Test func `beyond the largest number it is that number's`() {
    let largest = Float.greatestFiniteMagnitude
    let square = (0..<400).map { $0 / 2 % 2 == 0 ? 0.9 * largest : -0.9 * largest }
    #expect(abs(truePeakDBTP(square) - 20 * log10(Double(largest))) < 1e-9)
  }

  @Test(arguments: [Double.infinity, .nan, -.infinity, -1])
  func `no level is infinite`(_ value: Double) {
    #expect(decibels(ofAmplitude: value).isFinite)
    #expect(decibels(ofPower: value).isFinite)
  }

  @Test func `the highest channel counts, however the samples are cut`() {
    let quiet = tone(cyclesPerSample: 0.1, phase: 0, amplitude: 0.1)
    let loud = tone(cyclesPerSample: 0.21, phase: 1, amplitude: 0.8)
    let both = zip(quiet, loud).flatMap { [$0, $1] }
    let whole = truePeakDBTP(both, channels: 2, block: both.count)
    #expect(whole == truePeakDBTP(loud))
    for block in [2, 26, 256, 1998] {
      #expect(truePeakDBTP(both, channels: 2, block: block) == whole)
    }
  }

  @Test func `silence is at the floor, and so is nothing`() {
    #expect(truePeakDBTP([0, 0, 0]) == -120)
    #expect(truePeakDBTP([]) == -120)
  }
}
