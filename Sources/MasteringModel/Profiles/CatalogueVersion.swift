/// The name of a catalogue's content: a 64-bit FNV-1a digest of everything in it, order included.
///
/// Nothing is left out, because a recommendation holds whole profiles. The same content has the same
/// version in every process and on every machine, so a cache remains valid across both.
public struct CatalogueVersion: Sendable, Hashable, CustomStringConvertible {
  /// The digest.
  public let digest: UInt64

  /// A version from a stored digest.
  public init(digest: UInt64) {
    self.digest = digest
  }

  /// The version of these profiles in this order.
  public init(of profiles: [Profile], blends: [NamedBlend] = []) {
    var digest = FNV1a()
    for profile in profiles {
      digest.combine(profile)
    }
    // Without blends the digest is that of PRO-16.
    for blend in blends { digest.combine(blend) }
    self.digest = digest.value
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A text is preceded by its length, and an optional by a byte that tells whether it has a value,
/// so that the bytes of neighbouring fields cannot be confused.
extension FNV1a {
  /// Eight bytes, the lowest first.
  private mutating func combine(_ word: UInt64) {
    var word = word
    for _ in 0..<8 {
      combine(UInt8(truncatingIfNeeded: word))
      word >>= 8
    }
  }

  private mutating func combine(_ number: Double) {
    combine(UInt8(1))
    // 0.0 and −0.0 mean the same.
    combine(number == 0 ? UInt64(0) : number.bitPattern)
  }

  private mutating func combine(_ text: String) {
    combine(UInt8(1))
    combine(UInt64(text.utf8.count))
    text.utf8.forEach { combine($0) }
  }

  fileprivate mutating func combine(_ blend: NamedBlend) {
    for text in [blend.id, blend.name, blend.description] { combine(text) }
    combine(UInt8(blend.givesWeights ? 1 : 0))
    for member in blend.members {
      combine(member.profileID)
      combine(member.weight)
    }
  }

  fileprivate mutating func combine(_ profile: Profile) {
    for field in ProfileField.allCases {
      switch profile[field: field] {
      case .text(let text): combine(text)
      case .version(let version): combine(version.description)
      case .number(let number): combine(number)
      case .integer(let number):
        combine(UInt8(1))
        combine(UInt64(bitPattern: Int64(number)))
      case .range(let range):
        combine(range.lowerBound)
        combine(range.upperBound)
      case nil:
        // A range has two numbers that could be missing.
        for _ in 0..<(field.kind == .range ? 2 : 1) { combine(UInt8(0)) }
      }
    }
  }
}
