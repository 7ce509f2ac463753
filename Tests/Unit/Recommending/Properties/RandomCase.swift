import MasteringModel
import ProviderTesting
import Recommending
import Testing

/// A fingerprint, a catalogue and settings generated from a seed, the same on every run.
///
/// The cases are awkward on purpose: ranges of zero width or at the limits of representable
/// numbers, profiles that tie because they repeat each other's rules, targets that differ by 300
/// orders of magnitude, and fingerprints exactly on centres and edges.
struct RandomCase: Sendable, CustomTestStringConvertible {
  let seed: UInt64
  let fingerprint: Fingerprint
  let catalogue: ProfileCatalogue
  let settings: RecommendationSettings

  var testDescription: String { "seed \(seed)" }

  /// The case for a seed.
  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let profiles = Self.profiles(from: &random)
    self.seed = seed
    fingerprint = Self.fingerprint(near: random.element(of: profiles), from: &random)
    catalogue = .sample(profiles)
    settings = .sample(
      confidenceThreshold: random.element(of: [0, 0.25, 0.4, 0.75, 1, random.unit()]),
      topK: 1 + random.index(below: profiles.count + 5))
  }

  /// The cases for 400 seeds.
  static let all = (1...400).map { RandomCase(seed: $0) }

  /// The recommendation with the case's settings, or with another threshold.
  func recommendation(threshold: Double? = nil) -> Recommendation {
    let threshold = threshold ?? settings.confidenceThreshold
    return catalogue.recommendation(
      for: fingerprint,
      settings: .sample(confidenceThreshold: threshold, topK: settings.topK))
  }

  private static func profiles(from random: inout SeededGenerator) -> [Profile] {
    let count = 1 + random.index(below: 40)
    // One catalogue in four contains it.
    let quietReference = random.index(below: 80)
    // If all have the same targets, rounding shows in their mean.
    let common = random.index(below: 6) == 0 ? targets(from: &random) : nil
    var rules: [DetectionRules] = []
    return (0..<count).map { index in
      // Each uses one of the rules made so far, so that many tie.
      if rules.isEmpty || random.index(below: 3) > 0 {
        rules.append(Self.rules(from: &random))
      }
      return .sample(
        id: index == quietReference ? ProfileCatalogue.fallbackID : "profile-\(index)",
        detectionRules: random.element(of: rules),
        processingTargets: common ?? targets(from: &random))
    }
  }

  private static func rules(from random: inout SeededGenerator) -> DetectionRules {
    DetectionRules(
      loudnessDBFS: range(around: -30...0, widest: 12, from: &random),
      crestDB: range(around: 0...25, widest: 12, from: &random),
      zeroCrossingRate: range(around: 0...0.3, widest: 0.2, from: &random),
      spectralCentroidHz: random.index(below: 2) == 0
        ? nil : range(around: 0...9000, widest: 5000, from: &random))
  }

  private static func range(
    around centres: ClosedRange<Double>, widest: Double, from random: inout SeededGenerator
  ) -> MetricRange {
    let centre = random.number(in: centres)
    switch random.index(below: 16) {
    case 0: return .sample(centre, centre)
    case 1: return .sample(centre, centre.nextUp)
    case 2: return .sample(-0x1p1022, 0x1p1022)
    case 3: return .sample(0x1p1021, 0x1p1022)
    default:
      let halfWidth = random.unit() * widest / 2
      return .sample(centre - halfWidth, centre + halfWidth)
    }
  }

  private static func targets(from random: inout SeededGenerator) -> ProcessingTargets {
    func target(upTo size: Double) -> Double {
      let largest = Double.greatestFiniteMagnitude
      return switch random.index(below: 12) {
      case 0: random.element(of: [largest, -largest, 0, -0.0])
      case 1: random.element(of: [1, -1]) * .leastNonzeroMagnitude
      default: random.number(in: -size...size)
      }
    }
    return .sample(
      loudnessChangeDB: target(upTo: 6), crestChangeDB: target(upTo: 6),
      centroidChangeHz: target(upTo: 500))
  }

  private static func fingerprint(
    near profile: Profile, from random: inout SeededGenerator
  ) -> Fingerprint {
    func number(near range: MetricRange, or anywhere: ClosedRange<Double>) -> Double {
      switch random.index(below: 8) {
      case 0: range.centre
      case 1: range.lowerBound
      case 2: range.upperBound
      case 3...5: range.centre + range.halfWidth * random.number(in: -2...2)
      default: random.number(in: anywhere)
      }
    }
    let rules = profile.detectionRules
    let centroid = rules.spectralCentroidHz ?? .sample(1000, 4000)
    // A few are so far out that nothing can score.
    if random.index(below: 12) == 0 {
      return .sample(
        loudnessDBFS: -1.5e308, crestDB: -1.5e308, spectralCentroidHz: -1.5e308,
        zeroCrossingRate: -1.5e308)
    }
    return .sample(
      loudnessDBFS: number(near: rules.loudnessDBFS, or: -40...0),
      crestDB: number(near: rules.crestDB, or: 0...30),
      spectralCentroidHz: number(near: centroid, or: 0...10_000),
      zeroCrossingRate: number(near: rules.zeroCrossingRate, or: 0...0.5))
  }
}

extension SeededGenerator {
  /// The next number in 0..<1. Not `Double.random(in:using:)`, whose algorithm may change.
  fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  fileprivate mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  fileprivate mutating func index(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  fileprivate mutating func element<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }
}
