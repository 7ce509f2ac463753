/// The name of a catalogue's content: a 64-bit FNV-1a digest of everything in it, order included.
///
/// Nothing is left out, because a recommendation holds whole profiles. The same content has the same
/// version in every process and on every machine, so that a cache can outlive both.
public struct CatalogueVersion: Sendable, Hashable, CustomStringConvertible {
  /// The digest.
  public let digest: UInt64

  /// A version from a digest that was kept.
  public init(digest: UInt64) {
    self.digest = digest
  }

  /// The version of these profiles in this order.
  public init(of profiles: [Profile]) {
    var digest = FNV1a()
    for profile in profiles {
      digest.combine(profile)
    }
    self.digest = digest.value
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A text follows its length, and what can be nil follows a byte that says whether it is there, so
/// that neighbouring fields cannot run into each other whatever they hold.
extension FNV1a {
  /// Eight bytes, the lowest first.
  private mutating func combine(_ word: UInt64) {
    var word = word
    for _ in 0..<8 {
      combine(UInt8(truncatingIfNeeded: word))
      word >>= 8
    }
  }

  private mutating func combine(_ text: String?) {
    guard let text else { return combine(UInt8(0)) }
    combine(UInt8(1))
    combine(UInt64(text.utf8.count))
    text.utf8.forEach { combine($0) }
  }

  private mutating func combine(_ number: Int?) {
    guard let number else { return combine(UInt8(0)) }
    combine(UInt8(1))
    combine(UInt64(bitPattern: Int64(number)))
  }

  private mutating func combine(_ number: Double?) {
    guard let number else { return combine(UInt8(0)) }
    combine(UInt8(1))
    // 0.0 and −0.0 say the same.
    combine(number == 0 ? UInt64(0) : number.bitPattern)
  }

  private mutating func combine(_ range: MetricRange?) {
    combine(range?.lowerBound)
    combine(range?.upperBound)
  }

  fileprivate mutating func combine(_ profile: Profile) {
    combine(profile.id)
    combine(profile.name)
    combine(profile.version.description)
    combine(profile.description)
    let rules = profile.detectionRules
    combine(rules.loudnessDBFS)
    combine(rules.crestDB)
    combine(rules.zeroCrossingRate)
    combine(rules.spectralCentroidHz)
    let targets = profile.processingTargets
    combine(targets.change.loudnessDB)
    combine(targets.change.crestDB)
    combine(targets.change.centroidHz)
    combine(targets.targetLoudnessDBFS)
    combine(profile.training.source)
    combine(profile.training.tracks)
    combine(profile.confidence)
    combine(profile.releaseType)
    combine(profile.genreHint)
    combine(profile.eraEstimate)
  }
}
