/// How many files were not taken for audio, by the endings of their names.
public struct PassedOverFiles: Sendable, Hashable {
  /// How many there are.
  public private(set) var count = 0
  private var countsByEnding: [String: Int] = [:]

  /// More kinds than a person reads; what a folder is named to fill memory with counts as others.
  private static let mostEndings = 64
  /// What is longer is a name with a dot in it.
  private static let longestEnding = 8

  /// None.
  init() {}

  /// Adds a file of that name.
  mutating func add(_ name: some BidirectionalCollection<UInt8>) {
    count += 1
    let ending = name.reversed().prefix { $0 != UInt8(ascii: ".") }
    let isEnding =
      !ending.isEmpty && ending.count <= Self.longestEnding && ending.count + 1 < name.count
      && ending.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    guard isEnding else { return }
    let text = String(decoding: ending.reversed(), as: UTF8.self).lowercased()
    guard countsByEnding[text] != nil || countsByEnding.count < Self.mostEndings else { return }
    countsByEnding[text, default: 0] += 1
  }

  /// The most frequent endings, without the dot, and how many files have each: no more than this many,
  /// the most frequent first, then by the alphabet.
  public func endings(most: Int) -> [(ending: String, count: Int)] {
    countsByEnding.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map {
      (ending: $0.key, count: $0.value)
    }
  }
}
