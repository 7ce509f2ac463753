/// The version of a profile: one to four whole numbers with dots between them, as in `1.2`.
///
/// Versions compare number by number, so 1.9 < 1.10, and missing numbers count as 0, so 1 and
/// 1.0 are the same version.
public struct ProfileVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The version as it was written.
  public let description: String
  private let numbers: SIMD4<UInt32>

  /// The version in a text, or nil if the text is not a version.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(parts.count) else { return nil }
    var numbers = SIMD4<UInt32>()
    for (index, part) in parts.enumerated() {
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(part) else {
        return nil
      }
      numbers[index] = number
    }
    self.description = text
    self.numbers = numbers
  }

  /// Whether both have the same numbers, however they are written.
  public static func == (left: Self, right: Self) -> Bool { left.numbers == right.numbers }

  /// Whether the left is the older of the two.
  public static func < (left: Self, right: Self) -> Bool {
    for index in 0..<4 where left.numbers[index] != right.numbers[index] {
      return left.numbers[index] < right.numbers[index]
    }
    return false
  }

  /// Hashes the numbers, as `==` compares them.
  public func hash(into hasher: inout Hasher) { hasher.combine(numbers) }
}
