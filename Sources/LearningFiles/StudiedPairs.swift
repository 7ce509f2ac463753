public import Learning
public import LibraryAnalysis
public import WireFormat

/// The result of studying two folders.
public struct StudiedPairs: Sendable, Hashable {
  /// The pairs, in the order of the originals.
  public let pairs: [TrackPair]
  /// Pairs that were left out.
  public let refused: [RefusedPair]
  /// Originals without a master, by their relative paths.
  public let unmatchedBefore: [String]
  /// Masters without an original, by their relative paths.
  public let unmatchedAfter: [String]

  /// Creates a result from its parts.
  public init(
    pairs: [TrackPair], refused: [RefusedPair], unmatchedBefore: [String],
    unmatchedAfter: [String]
  ) {
    self.pairs = pairs
    self.refused = refused
    self.unmatchedBefore = unmatchedBefore
    self.unmatchedAfter = unmatchedAfter
  }
}

extension StudiedPairs {
  /// The folders directly below those that were studied which contain a pair or a file without a
  /// partner, sorted; empty text for pairs that are in none.
  public var folders: [String] {
    let folder = TrackPair.folder(ofFileAt:)
    let paired = Set((pairs.map(\.name) + refused.map(\.name)).map(folder))
    // A single file beside the folders is no folder that failed.
    let alone = Set((unmatchedBefore + unmatchedAfter).map(folder)).subtracting([""])
    return paired.union(alone).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether only the folder of masters has files in one of the ``folders``.
  public func isOnlyAmongMasters(_ folder: String) -> Bool {
    let names = pairs.map(\.name) + refused.map(\.name) + unmatchedBefore
    return !names.contains { TrackPair.folder(ofFileAt: $0) == folder }
  }

  /// What one of the ``folders`` contains.
  public func part(in folder: String) -> StudiedPairs {
    let isInside = { (name: String) in TrackPair.folder(ofFileAt: name) == folder }
    return StudiedPairs(
      pairs: pairs.filter { isInside($0.name) }, refused: refused.filter { isInside($0.name) },
      unmatchedBefore: unmatchedBefore.filter(isInside),
      unmatchedAfter: unmatchedAfter.filter(isInside))
  }
}

/// A pair, or a track, that is left out.
public struct RefusedPair: Sendable, Hashable {
  /// Its path relative to its folder.
  public let name: String
  /// Why.
  public let why: Reason

  /// A pair from its name and the reason.
  public init(name: String, why: Reason) {
    self.name = name
    self.why = why
  }

  /// Why it is left out.
  public enum Reason: Sendable, Hashable {
    /// It is silent.
    case silence
    /// Original and master are not one recording.
    case otherSong(SameRecording.Difference)
    /// One of the files cannot be measured.
    case unreadable(FailureReport)
  }
}

/// Why folders could not be studied.
public enum StudyFailure: Error, Hashable {
  /// A folder cannot be searched.
  case folder(FinderProblem)
  /// There is no audio in it.
  case noAudio(path: String)
  /// Originals and masters are one folder.
  case sameFolder(path: String)
  /// It was cancelled.
  case cancelled
}
