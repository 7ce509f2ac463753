import Foundation
import LoudnessMetering
import MasteringModel
import Testing

/// The findings on both sides of each limit (LOU-12).
@Suite struct FindingsTests {
  private static let rate = 48_000

  /// The findings for channels of equal length, delivered in blocks.
  private func findings(
    _ channels: [[Float]], roles: [LoudnessRole]? = nil, blockFrames: Int = 4_800
  ) throws -> [LoudnessFinding] {
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(
        sampleRateHz: Self.rate,
        roles: roles ?? Array(repeating: .front, count: channels.count)),
      LoudnessWishes())
    let frames = channels[0].count
    for start in stride(from: 0, to: frames, by: blockFrames) {
      let end = min(start + blockFrames, frames)
      let block = (start..<end).flatMap { frame in channels.map { $0[frame] } }
      try measurement.append(block, frames: end - start)
    }
    return try measurement.finished().findings
  }

  /// A quarter of a second of a repeated pattern.
  private func repeated(_ pattern: [Float], times: Int = 12_000) -> [Float] {
    (0..<times).map { pattern[$0 % pattern.count] }
  }

  // MARK: Antiphase

  @Test func `a correlation of −0.5 is antiphase`() throws {
    // Three of four products of ±1/16 are negative: −2 of 4, exactly.
    let found = try findings([
      repeated([0.25, -0.25, 0.25, -0.25]), repeated([-0.25, 0.25, -0.25, -0.25]),
    ])
    #expect(found.contains(.antiphase(correlation: -0.5)))
  }

  @Test func `a correlation just above −0.5 is not antiphase`() throws {
    // One of 12,000 products changes from negative to positive: −5,998 of 12,000.
    var right = repeated([-0.25, 0.25, -0.25, -0.25])
    right[0] = 0.25
    let found = try findings([repeated([0.25, -0.25, 0.25, -0.25]), right])
    #expect(!found.contains { if case .antiphase = $0 { true } else { false } })
  }

  @Test func `a channel beside a silent one is not in antiphase`() throws {
    let found = try findings([repeated([0.25, -0.25]), repeated([0])])
    #expect(found == [.deadChannel(1)])
  }

  // MARK: Dead channels

  @Test(arguments: [(-90.01, true), (-89.99, false)])
  func `a channel that never rises above −90 dBFS is dead`(level: Double, isDead: Bool) throws {
    let peak = Float(pow(10, level / 20))
    let found = try findings([repeated([0.1, -0.1]), repeated([peak, -peak, -peak, peak])])
    #expect(found == (isDead ? [.deadChannel(1)] : []))
  }

  @Test func `if all channels are silent, none is dead`() throws {
    #expect(try findings([repeated([1e-5, -1e-5]), repeated([0])]) == [])
  }

  @Test func `a silent low-frequency channel is not dead`() throws {
    let sound = repeated([0.1, -0.1])
    let found = try findings(
      [sound, sound, sound, repeated([0])], roles: [.front, .front, .front, .excluded])
    #expect(found == [])
  }

  // MARK: Clipping

  /// The clipping found in silence with these samples in the middle.
  private func clipping(_ samples: [Float], blockFrames: Int = 4_800) throws -> [LoudnessFinding] {
    let silence = [Float](repeating: 0, count: 9_600)
    // The signal falls to zero after the run, so only the run itself is at full scale.
    return try findings([silence + samples + silence], blockFrames: blockFrames).filter {
      if case .clipping = $0 { true } else { false }
    }
  }

  @Test(arguments: [1, -1, 32767.0 / 32768, -32767.0 / 32768, 1.5] as [Float])
  func `three samples in a row at full scale are clipped, two are not`(sample: Float) throws {
    #expect(try clipping([sample, sample]) == [])
    #expect(
      try clipping([sample, sample, sample])
        == [.clipping(channel: 0, runs: 1, longestSamples: 3, firstSeconds: 0.2)])
  }

  @Test func `a value one 16-bit step below full scale is not clipped`() throws {
    let sample: Float = 32766.0 / 32768
    #expect(try clipping([sample, sample, sample, sample]) == [])
  }

  @Test(arguments: [4_800, 1, 7, 480])
  func `runs are counted whole, whatever the size of the blocks`(blockFrames: Int) throws {
    let runs: [Float] = [1, 1, 1, 1, 1, 0, 1, 1, 0, -1, -1, -1]
    #expect(
      try clipping(runs, blockFrames: blockFrames)
        == [.clipping(channel: 0, runs: 2, longestSamples: 5, firstSeconds: 0.2)])
  }

  // MARK: Offsets

  @Test(arguments: [(-50.01, false), (-49.99, true)], [1, -1] as [Float])
  func `a mean of −50 dBFS or more is an offset`(bound: (level: Double, isFound: Bool), sign: Float)
    throws
  {
    let mean = Float(pow(10, bound.level / 20)) * sign
    let found = try findings([repeated([0.25 + mean, -0.25 + mean])])
    guard bound.isFound else {
      #expect(found == [])
      return
    }
    guard case .offset(channel: 0, mean: let measured) = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(measured - Double(mean)) < 1e-7)
  }

  // MARK: Inter-sample overs

  /// A sine at a quarter of the rate whose samples are at 1/√2 of its peak, faded in and out.
  private func between(_ peak: Double) -> [Float] {
    (0..<12_000).map { index in
      let edge = min(Double(min(index, 11_999 - index)) / 960, 1)
      let fade = 0.5 - 0.5 * cos(.pi * edge)
      return Float(peak * fade * sin(.pi / 2 * Double(index) + .pi / 4))
    }
  }

  @Test func `a signal that exceeds full scale only between its samples is found`() throws {
    // The meter may read up to 0.15 dB too low.
    let found = try findings([between(1.02)])
    guard case .interSampleOvers(let steps, let truePeak) = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(truePeak - 20 * log10(1.02)) < 0.15)
    // A quarter of a second minus the fades, in steps of 10 ms.
    #expect((20...25).contains(steps))
  }

  @Test func `a signal that stays below full scale is not found`() throws {
    #expect(try findings([between(0.995)]) == [])
  }

  @Test func `if a sample itself exceeds full scale, there is no inter-sample finding`() throws {
    var samples = between(1.02)
    samples[6_000] = 1.001
    #expect(try findings([samples]) == [])
    samples[6_000] = 1
    #expect(try findings([samples]).count == 1)
  }

  @Test func `without true peaks, inter-sample overs are not looked for`() throws {
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: Self.rate, roles: [.front]),
      LoudnessWishes(measuresTruePeak: false))
    try measurement.append(between(1.2), frames: 12_000)
    #expect(try measurement.finished().findings == [])
  }
}
