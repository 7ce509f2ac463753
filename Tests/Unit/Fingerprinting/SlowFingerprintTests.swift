import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// A short sound to be measured in two ways.
struct OracleCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let clip: AudioClip

  init(_ testDescription: String, _ terms: Signal.Term..., samples: Int = 600) {
    self.init(testDescription, Signal(channels: [terms], samples: samples).clip())
  }

  init(_ testDescription: String, _ clip: AudioClip) {
    self.testDescription = testDescription
    self.clip = clip
  }

  /// A tone with a given number of periods per frame.
  static func tone(inBin bin: Double) -> Signal.Term {
    .sine(hz: bin * 44_100 / 2048, amplitude: 0.5)
  }

  static let sounds: [OracleCase] = [
    // Long enough for one frame to lie entirely within the signal.
    OracleCase("a sine", .sine(hz: 997, amplitude: 0.5), samples: 2048),
    OracleCase("noise", .noise(seed: 3, amplitude: 0.5), samples: 2500),
    // Of 16 bits, so that the mean of both channels is a Float, which the reference uses for
    // mixing.
    OracleCase(
      "noise in two channels",
      .noise(seed: 5, frames: 600, channelCount: 2).quantized(toBits: 16)),
    OracleCase("a constant", .dc(amplitude: 0.25)),
    OracleCase("a square wave", .square(hz: 441.5, amplitude: 0.75)),
    OracleCase("a low and a high tone", .sine(hz: 60, amplitude: 0.5), tone(inBin: 1000.3)),
    OracleCase("an impulse at the start", .impulse(at: 0, amplitude: 1)),
    OracleCase("an impulse between two frames' centres", .impulse(at: 300, amplitude: -1)),
    OracleCase("an impulse at the end", .impulse(at: 599, amplitude: 1)),
    OracleCase("noise too quiet for crossings", .noise(seed: 9, amplitude: 9e-11)),
    OracleCase("noise around the crossing threshold", .noise(seed: 9, amplitude: 3e-10)),
  ]

  /// The bins that a transform of half the length treats specially: the ends, the middle and their
  /// neighbours; and positions between bins.
  static let tones: [OracleCase] =
    [1, 255.5, 511, 512, 512.5, 513, 1023].map {
      OracleCase("bin \($0)", tone(inBin: $0))
    }
    // A sine at half the sample rate is zero everywhere; its cosine is not.
    + [
      OracleCase(
        "bin 1024",
        AudioClip(
          sampleRateHz: 44_100, channels: [(0..<600).map { $0.isMultiple(of: 2) ? 0.5 : -0.5 }])),
      OracleCase("bin 0", .dc(amplitude: -0.5)),
    ]

  static let lengths: [OracleCase] = [1, 2, 511, 512, 513, 2047, 2048, 2049].map {
    OracleCase("\($0) samples", .noise(seed: 11, amplitude: 0.5), .dc(amplitude: 0.1), samples: $0)
  }
}

extension MetricTolerances {
  /// For two computations of the same value in binary64: 1e-12 of full scale and of half the rate,
  /// with room for the rounding of sums of 2048 terms. Any difference in rolloff or crossing count
  /// is larger.
  static let sameArithmetic = MetricTolerances(
    levelsDB: 1e-11, centroidAndSpreadHz: 1e-6, rolloffHz: 1e-8, zeroCrossingRate: 1e-12)
}

@Suite(.reportsDeviations("quick against slow", .sameArithmetic))
struct SlowFingerprintTests {
  @Test(arguments: OracleCase.sounds)
  func `a sound measures what the definition gives`(sound: OracleCase) async throws {
    try await expectDefinition(sound)
  }

  @Test(arguments: OracleCase.tones)
  func `a tone measures what the definition gives`(tone: OracleCase) async throws {
    try await expectDefinition(tone)
  }

  @Test(arguments: OracleCase.lengths)
  func `a signal of any length measures what the definition gives`(
    length: OracleCase
  ) async throws {
    try await expectDefinition(length)
  }

  private func expectDefinition(
    _ oracle: OracleCase, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let measured = try await fingerprint(of: oracle.clip)
    let defined = try Fingerprint(SlowFingerprint.fingerprint(of: oracle.clip.mono))
    DeviationReport.current?.note(measured, defined, of: oracle.testDescription)
    #expect(
      measured.excesses(over: .sameArithmetic, from: defined) == [],
      sourceLocation: sourceLocation)
  }
}
