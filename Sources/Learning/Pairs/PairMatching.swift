public import MasteringModel

/// A file that may be one of a pair.
public struct PairableFile: Sendable, Hashable {
  /// Its path relative to its folder.
  public let relativePath: String
  /// Its tags.
  public let tags: TrackTags

  /// Describes a file.
  public init(relativePath: String, tags: TrackTags = TrackTags()) {
    self.relativePath = relativePath
    self.tags = tags
  }

  /// The relative path without the extension, which mastering may change.
  var stem: String {
    let bytes = relativePath.utf8
    let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map(bytes.index(after:))
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > (nameStart ?? bytes.startIndex)
    else { return relativePath }
    return String(relativePath[..<dot])
  }

  /// The file name in lower case, reduced to letters and digits.
  var plainName: String {
    let name = stem.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? stem
    return String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// Artist, album and title in lower case; nil without a title.
  var tagKey: String? {
    guard let title = tags.title else { return nil }
    return [tags.artist ?? "", tags.album ?? "", title].map { $0.lowercased() }
      .joined(separator: "\u{1F}")
  }
}

/// Which files of two folders are the same track: by relative path, then by tags, then by name if
/// their lengths are within two seconds.
///
/// A file that fits several files of the other folder is left unmatched rather than guessed.
public struct PairMatching: Sendable, Hashable {
  /// The pairs by their indices in the two lists, in the order of the first.
  public private(set) var pairs: [Match] = []
  /// The indices of those in the first list without a partner.
  public let unmatchedBefore: [Int]
  /// The indices of those in the second list without a partner.
  public let unmatchedAfter: [Int]

  /// Two places.
  public struct Match: Sendable, Hashable {
    /// The index of the original.
    public let before: Int
    /// The index of the master.
    public let after: Int
    /// The reason for the match.
    public let by: Reason
  }

  /// Why two files match.
  public enum Reason: String, Sendable, Hashable {
    case path, tags, name
  }

  /// The largest difference in length of two files of the same name, in seconds.
  public static let mostSecondsApart = 2.0

  /// Matches two folders.
  public init(_ before: [PairableFile], _ after: [PairableFile]) {
    var freeBefore = Set(before.indices)
    var freeAfter = Set(after.indices)
    var found: [Match] = []
    let pass = { (reason: Reason, key: (PairableFile) -> String?) in
      let first = Self.unique(before, freeBefore, key)
      let second = Self.unique(after, freeAfter, key)
      for (key, place) in first {
        guard let other = second[key] else { continue }
        if reason == .name, !Self.areAlikeInLength(before[place], after[other]) { continue }
        found.append(Match(before: place, after: other, by: reason))
        freeBefore.remove(place)
        freeAfter.remove(other)
      }
    }
    pass(.path) { $0.stem }
    pass(.tags) { $0.tagKey }
    pass(.name) { $0.plainName.isEmpty ? nil : $0.plainName }
    pairs = found.sorted { $0.before < $1.before }
    unmatchedBefore = freeBefore.sorted()
    unmatchedAfter = freeAfter.sorted()
  }

  /// The unmatched files whose key no other unmatched file shares, by key.
  private static func unique(
    _ files: [PairableFile], _ free: Set<Int>, _ key: (PairableFile) -> String?
  ) -> [String: Int] {
    var places: [String: Int] = [:]
    var repeated: Set<String> = []
    for place in free {
      guard let key = key(files[place]) else { continue }
      if places.updateValue(place, forKey: key) != nil { repeated.insert(key) }
    }
    for key in repeated { places[key] = nil }
    return places
  }

  private static func areAlikeInLength(_ one: PairableFile, _ other: PairableFile) -> Bool {
    guard let first = one.tags.durationSeconds, let second = other.tags.durationSeconds else {
      return false
    }
    return abs(first - second) <= mostSecondsApart
  }
}
