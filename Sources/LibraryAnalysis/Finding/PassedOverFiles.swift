/// The number of files not recognised as audio, by extension.
public struct PassedOverFiles: Sendable, Hashable {
  /// How many there are.
  public private(set) var count = 0
  private var countsByEnding: [String: Int] = [:]

  /// More kinds than anyone reads; further ones, such as names made up to fill memory, count as
  /// others.
  private static let mostEndings = 64
  /// A longer ending is just a name with a dot.
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

  /// The most frequent extensions, without the dot, and the number of files for each: at most this
  /// many, most frequent first, then alphabetically.
  public func endings(most: Int) -> [(ending: String, count: Int)] {
    countsByEnding.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map {
      (ending: $0.key, count: $0.value)
    }
  }
}
