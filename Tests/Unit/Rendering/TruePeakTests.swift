import Foundation
import SeededRandomness
import Testing

@testable import Rendering

@Suite struct TruePeakTests {
  /// The highest true peak of the blocks.
  private func truePeakDBTP(
    _ samples: [Float], channels: Int = 1, block: Int = 1000
  ) throws -> Double {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: samples.count / channels)
    var builder = try BlockStatisticsBuilder(grid: grid, channels: channels)
    for start in stride(from: 0, to: samples.count, by: block) {
      let part = Array(samples[start..<min(start + block, samples.count)])
      builder.append(part, frames: part.count / channels)
    }
    return Double(builder.finish().truePeakDB.max() ?? -120)
  }

  /// A faded tone, because an abrupt start has true peaks of its own.
  private func tone(cyclesPerSample: Double, phase: Double, amplitude: Double = 1) -> [Float] {
    let count = 2000
    return (0..<count).map { index in
      let fade = min(1, Double(min(index, count - 1 - index)) / 400)
      return Float(fade * amplitude * sin(2 * .pi * cyclesPerSample * Double(index) + phase))
    }
  }

  @Test func `a tone at a quarter of the rate with samples at 0.707 peaks at 0 dBTP`() throws {
    let samples = tone(cyclesPerSample: 0.25, phase: .pi / 4)
    #expect(abs(Double(samples.map { abs($0) }.max()!) - 0.5.squareRoot()) < 0.001)
    #expect(abs(try truePeakDBTP(samples)) < 0.02)
  }

  // REN-60: at four times the rate alone, a tone at two fifths of the rate reads up to 0.44 dB too low.
  @Test(arguments: [0.05, 0.1, 0.2, 0.31, 1.0 / 3, 0.375, 0.40, 0.45, 0.48])
  func `a tone peaks at its amplitude, up to 0.48 of the rate`(frequency: Double) throws {
    for phase in stride(from: 0, to: .pi, by: 0.1) {
      let peak = try truePeakDBTP(tone(cyclesPerSample: frequency, phase: phase, amplitude: 0.5))
      #expect(abs(peak + 6.0206) < 0.05)
    }
  }

  @Test(arguments: [1, 15, 16, 17, 63, 64, 65, 200])
  func `a peak at the edge of a block is that of the whole`(length: Int) throws {
    var generator = SplitMix64(seed: 5)
    let samples = (0..<1_024).map { _ in Float.random(in: -1...1, using: &generator) }
    let kernel = TruePeakKernel.shared
    samples.withUnsafeBufferPointer { samples in
      guard let start = samples.baseAddress else { return }
      let whole = kernel.peak(of: start + 100, count: 800)
      let parts = stride(from: 0, to: 800, by: length).map { first in
        kernel.peak(of: start + 100 + first, count: min(length, 800 - first))
      }
      #expect(parts.max() == whole)
    }
  }

  @Test func `a peak beyond the largest number is reported as that number`() throws {
    let largest = Float.greatestFiniteMagnitude
    let square = (0..<400).map { $0 / 2 % 2 == 0 ? 0.9 * largest : -0.9 * largest }
    #expect(abs(try truePeakDBTP(square) - 20 * log10(Double(largest))) < 1e-4)
  }

  @Test(arguments: [Double.infinity, .nan, -.infinity, -1])
  func `no level is infinite`(_ value: Double) {
    #expect(decibels(ofAmplitude: value).isFinite)
    #expect(decibels(ofPower: value).isFinite)
  }

  @Test func `the highest channel counts, whatever the block size`() throws {
    let quiet = tone(cyclesPerSample: 0.1, phase: 0, amplitude: 0.1)
    let loud = tone(cyclesPerSample: 0.21, phase: 1, amplitude: 0.8)
    let both = zip(quiet, loud).flatMap { [$0, $1] }
    let whole = try truePeakDBTP(both, channels: 2, block: both.count)
    #expect(try truePeakDBTP(loud) == whole)
    for block in [2, 26, 256, 1998] {
      #expect(try truePeakDBTP(both, channels: 2, block: block) == whole)
    }
  }

  @Test func `silence is at the floor, and so is an empty track`() throws {
    #expect(try truePeakDBTP([0, 0, 0]) == -120)
    #expect(try truePeakDBTP([]) == -120)
  }

  @Test(arguments: [1, 2])
  func `the meter, which skips most samples, finds the peak of the blocks`(channels: Int) throws {
    var generator = SplitMix64(seed: UInt64(channels))
    // Mostly quiet, so that it can skip; with peaks between samples, even at the ends.
    for _ in 0..<20 {
      let samples = (0..<(3_000 * channels)).map { index in
        Float.random(in: -1...1, using: &generator) * (index / channels % 500 < 30 ? 1 : 0.3)
      }
      var meter = TruePeakMeter(channels: channels)
      for start in stride(from: 0, to: samples.count, by: 700 * channels) {
        let part = Array(samples[start..<min(start + 700 * channels, samples.count)])
        meter.append(part, count: part.count)
      }
      #expect(
        abs(meter.finish() - (try truePeakDBTP(samples, channels: channels, block: 600))) < 1e-5)
    }
  }
}
