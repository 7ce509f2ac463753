import Foundation
public import MasteringModel

/// Checks the promises of ``LoudnessMeter``, with computed signals.
///
///     #expect(LoudnessMeterContract { MyMeter() }.check().isEmpty)
public struct LoudnessMeterContract: Sendable {
  private let make: @Sendable () -> any LoudnessMeter

  /// A check of the meters that the factory makes.
  public init(make: @escaping @Sendable () -> any LoudnessMeter) {
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() -> [BrokenPromise] { check(only: nil) }

  /// The same for one promise, by its number from 1; for all if that is nil.
  package func check(only number: Int?) -> [BrokenPromise] {
    var findings = Findings(
      seam: "LoudnessMeter",
      promises: [
        "997 Hz at −23 dBFS in two front channels is −23 LUFS, gated; the range is that of Tech 3342.",
        "However the samples are cut into blocks, the answer is the same, to the last bit.",
        "A gain changes every level by that gain, and leaves the range unchanged.",
        "A channel counts by its role, whatever its position among the channels.",
        "A value that a signal does not have is nil, and no value is infinite.",
        "The sample peak is exact, the true peak near the signal's, and nil if it was not requested.",
        "A sample that is NaN or infinite is refused, with its position.",
        "A signal that would take more than 64 MiB is refused before it begins.",
      ])
    let checks = [
      readsByTheStandard, takesAnyBlocks, followsGain, weighsByRole, hasNothingOfSilence,
      readsPeaks, refusesWhatIsNotFinite, refusesWhatIsTooLarge,
    ]
    for (index, check) in checks.enumerated() where number == nil || number == index + 1 {
      check(&findings)
    }
    return findings.broken
  }

  private static let rateHz = 48_000

  /// The result for a signal, or the failure.
  private func outcome(
    _ signal: LoudnessTestSignal, _ wishes: LoudnessWishes = LoudnessWishes(),
    blockFrames: [Int] = [4_800]
  ) -> Result<SignalLoudness, LoudnessMeterFailure> {
    do throws(LoudnessMeterFailure) {
      let measurement = try make().measurement(
        of: MeteredSignal(sampleRateHz: Self.rateHz, roles: signal.roles), wishes)
      var (start, turn) = (0, 0)
      while start < signal.frames {
        let count = min(blockFrames[turn % blockFrames.count], signal.frames - start)
        try measurement.append(signal.interleaved(from: start, count: count), frames: count)
        start += count
        turn += 1
      }
      return .success(try measurement.finished())
    } catch {
      return .failure(error)
    }
  }

  private func loudness(
    of signal: LoudnessTestSignal, _ number: Int, _ findings: inout Findings,
    _ wishes: LoudnessWishes = LoudnessWishes()
  ) -> SignalLoudness? {
    switch outcome(signal, wishes) {
    case .success(let loudness): return loudness
    case .failure(let failure):
      findings.breaks(number, "\(signal.name) could not be measured: \(failure)")
      return nil
    }
  }

  private func expect(
    _ value: Double?, near expected: Double, within tolerance: Double, _ what: String,
    _ number: Int, _ findings: inout Findings
  ) {
    let isNear = value.map { abs($0 - expected) <= tolerance } ?? false
    findings.expect(
      isNear, number,
      "the \(what) is \(value.map { "\($0)" } ?? "nil"), expected \(expected) within \(tolerance)")
  }

  // MARK: Promise 1

  private func readsByTheStandard(_ findings: inout Findings) {
    let tone = LoudnessTestSignal.tone(levelsDBFS: [(-23, 5)])
    if let measured = loudness(of: tone, 1, &findings) {
      expect(measured.integratedLUFS, near: -23, within: 0.1, "integrated loudness", 1, &findings)
      expect(
        measured.momentaryMaxLUFS, near: -23, within: 0.1, "momentary maximum", 1, &findings)
      expect(
        measured.shortTermMaxLUFS, near: -23, within: 0.1, "short-term maximum", 1, &findings)
    }
    // Tech 3341, cases 3 to 5, and Tech 3342, case 1, made shorter: parts 10 LU below the mean do
    // not count, nor those below −70 LUFS. In 8 s, 77 windows of 0.4 s are complete, and three on
    // each side contain ¼, ½ and ¾ of it: 10 · log₁₀(80 / 83) = −0.16 LU.
    let gated = LoudnessTestSignal.tone(levelsDBFS: [(-75, 4), (-40, 4), (-23, 8), (-40, 4)])
    if let measured = loudness(of: gated, 1, &findings) {
      expect(
        measured.integratedLUFS, near: -23.16, within: 0.1, "gated loudness", 1, &findings)
    }
    // A gap of 0.4 s lowers the quietest windows by 0.6 dB, but fewer than a tenth of them, and the
    // range goes from the 10th percentile to the 95th.
    let stepped = LoudnessTestSignal.tone(
      levelsDBFS: [(-20, 20), (-30, 10), (-75, 0.4), (-30, 9.6)])
    if let measured = loudness(of: stepped, 1, &findings) {
      expect(measured.rangeLU, near: 10, within: 0.2, "loudness range", 1, &findings)
    }
  }

  // MARK: Promise 2

  private func takesAnyBlocks(_ findings: inout Findings) {
    let noise = LoudnessTestSignal.noise(seconds: 4, amplitude: 0.3, channels: 2)
    let wishes = LoudnessWishes(measuresTruePeak: true, keepsHistory: true)
    let whole = outcome(noise, wishes, blockFrames: [noise.frames])
    for blocks in [[1_024], [1, 479, 480, 481, 4_800], [7, 10_007]] {
      let cut = outcome(noise, wishes, blockFrames: blocks)
      findings.expect(
        cut == whole, 2, "in blocks of \(blocks) frames the answer differs from that of the whole")
    }
  }

  // MARK: Promise 3

  private func followsGain(_ findings: inout Findings) {
    let noise = LoudnessTestSignal.noise(seconds: 4, amplitude: 0.5, channels: 2)
    guard let before = loudness(of: noise, 3, &findings),
      let after = loudness(of: noise.gained(by: 0.25), 3, &findings)
    else { return }
    let gain = 20 * log10(0.25)
    let levels: [(String, KeyPath<SignalLoudness, Double?>)] = [
      ("integrated loudness", \.integratedLUFS), ("momentary maximum", \.momentaryMaxLUFS),
      ("short-term maximum", \.shortTermMaxLUFS), ("sample peak", \.samplePeakDBFS),
      ("true peak", \.truePeakDBTP),
    ]
    for (name, path) in levels {
      let moved = zip2(after[keyPath: path], before[keyPath: path]) { $0 - $1 }
      expect(moved, near: gain, within: 0.02, "change of the \(name)", 3, &findings)
    }
    let range = zip2(after.rangeLU, before.rangeLU) { $0 - $1 }
    expect(range, near: 0, within: 0.02, "change of the range", 3, &findings)
  }

  // MARK: Promise 4

  private func weighsByRole(_ findings: inout Findings) {
    let alone = { (roles: [LoudnessRole], channel: Int) in
      LoudnessTestSignal.tone(levelsDBFS: [(-20, 2)], roles: roles, only: channel)
    }
    guard let front = loudness(of: alone([.front], 0), 4, &findings) else { return }
    let roles: [LoudnessRole] = [.excluded, .surround, .front]
    let expected: [Double?] = [
      nil, front.integratedLUFS.map { $0 + 10 * log10(1.41) }, front.integratedLUFS,
    ]
    for (channel, expected) in expected.enumerated() {
      guard let measured = loudness(of: alone(roles, channel), 4, &findings) else { continue }
      guard let expected else {
        findings.expect(
          measured.integratedLUFS == nil && measured.momentaryMaxLUFS == nil, 4,
          "a channel that does not count has the loudness \(measured)")
        continue
      }
      expect(
        measured.integratedLUFS, near: expected, within: 0.02,
        "loudness of a channel of the role \(roles[channel]) alone", 4, &findings)
    }
  }

  // MARK: Promise 5

  private func hasNothingOfSilence(_ findings: inout Findings) {
    let silence = LoudnessTestSignal.noise(seconds: 4, amplitude: 0, channels: 2)
    if let measured = loudness(of: silence, 5, &findings) {
      let values = Self.values(of: measured)
      findings.expect(
        values.allSatisfy { $0 == nil || $0 == 0 } && measured.integratedLUFS == nil
          && measured.samplePeakDBFS == nil && measured.truePeakDBTP == nil, 5,
        "silence has the values \(values)")
    }
    let blip = LoudnessTestSignal.noise(seconds: 0.39, amplitude: 0.5, channels: 1)
    if let measured = loudness(of: blip, 5, &findings) {
      findings.expect(
        measured.integratedLUFS == nil && measured.momentaryMaxLUFS == nil, 5,
        "0.39 s have the loudness \(measured.integratedLUFS as Any)")
      findings.expect(measured.samplePeakDBFS != nil, 5, "0.39 s of noise have no peak")
    }
    let short = LoudnessTestSignal.noise(seconds: 2.9, amplitude: 0.5, channels: 1)
    if let measured = loudness(of: short, 5, &findings) {
      findings.expect(
        measured.shortTermMaxLUFS == nil && measured.rangeLU == nil, 5,
        "2.9 s have a short-term loudness or a range")
      findings.expect(measured.integratedLUFS != nil, 5, "2.9 s of noise have no loudness")
    }
  }

  private static func values(of loudness: SignalLoudness) -> [Double?] {
    [
      loudness.integratedLUFS, loudness.rangeLU, loudness.momentaryMaxLUFS,
      loudness.shortTermMaxLUFS, loudness.samplePeakDBFS, loudness.truePeakDBTP,
    ]
  }

  // MARK: Promise 6

  private func readsPeaks(_ findings: inout Findings) {
    // A quarter of the rate, with all samples halfway up the slope: the peaks are between them.
    let between = LoudnessTestSignal.sine(
      ofRate: 0.25, amplitude: 0.5, phase: .pi / 4, seconds: 1)
    if let measured = loudness(of: between, 6, &findings) {
      expect(
        measured.samplePeakDBFS, near: 20 * log10(Double(Float(0.5 * 0.5.squareRoot()))),
        within: 1e-5, "sample peak of a sine between its samples", 6, &findings)
      // −6.02 dBTP, +0.2 and −0.4.
      expect(
        measured.truePeakDBTP, near: -6.02 - 0.1, within: 0.3,
        "true peak of a sine between its samples", 6, &findings)
    }
    let noise = LoudnessTestSignal.noise(seconds: 1, amplitude: 0.9, channels: 2)
    if let measured = loudness(of: noise, 6, &findings) {
      for (index, channel) in measured.channels.enumerated() {
        let peak = 20 * log10(noise.peak(ofChannel: index))
        expect(
          channel.sampleDBFS, near: peak, within: 1e-9, "sample peak of channel \(index)", 6,
          &findings)
        let isBelow = zip2(channel.trueDBTP, channel.sampleDBFS) { $0 < $1 } ?? true
        findings.expect(!isBelow, 6, "the true peak of channel \(index) is below its samples")
      }
    }
    let unasked = LoudnessWishes(measuresTruePeak: false)
    if let measured = loudness(of: noise, 6, &findings, unasked) {
      findings.expect(
        measured.truePeakDBTP == nil, 6, "a true peak is given although it was not requested")
      findings.expect(measured.samplePeakDBFS != nil, 6, "without true peaks there is no peak")
    }
  }

  // MARK: Promises 7 and 8

  private func refusesWhatIsNotFinite(_ findings: inout Findings) {
    for (value, frame) in [(Float.nan, 30_001), (.infinity, 0), (-.infinity, 47_999)] {
      var signal = LoudnessTestSignal.noise(seconds: 1, amplitude: 0.1, channels: 2)
      signal.set(value, channel: 1, frame: frame)
      let refusal = LoudnessMeterFailure.nonFiniteSample(channel: 1, frame: frame)
      let outcome = outcome(signal)
      findings.expect(
        outcome == .failure(refusal), 7,
        "\(value) in frame \(frame) of channel 1 gave \(outcome)")
    }
  }

  private func refusesWhatIsTooLarge(_ findings: inout Findings) {
    let roles = [LoudnessRole](repeating: .front, count: 64)
    do throws(LoudnessMeterFailure) {
      _ = try make().measurement(
        of: MeteredSignal(sampleRateHz: 768_000, roles: roles), LoudnessWishes())
      findings.breaks(8, "64 channels at 768 kHz are taken")
    } catch {
      guard case .signalTooLarge(64, 768_000) = error else {
        return findings.breaks(8, "64 channels at 768 kHz are refused as \(error)")
      }
    }
  }

  private func zip2<First, Second, Value>(
    _ first: First?, _ second: Second?, _ body: (First, Second) -> Value
  ) -> Value? {
    guard let first, let second else { return nil }
    return body(first, second)
  }
}
