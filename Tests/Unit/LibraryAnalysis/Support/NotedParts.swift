import MasteringModel
import Synchronization

/// Divides files by a table of their names, and records which files it was asked to examine.
final class NotedParts: FileTrackReader {
  private let tracks = Mutex<[String: [FileTrack]]>([:])
  private let problems = Mutex<[FolderDivision.Problem]>([])
  private let looked = Mutex<[String]>([])

  /// The names of the files it examined because they were not known to be undivided.
  var lookedInto: [String] { looked.withLock { $0 } }

  func set(_ parts: [FileTrack], of name: String) {
    tracks.withLock { $0[name] = parts }
  }

  func add(_ problem: FolderDivision.Problem) {
    problems.withLock { $0.append(problem) }
  }

  func division(
    ofFiles names: [String], inFolder folder: String, isKnownWhole: (Int) -> Bool
  ) -> FolderDivision {
    for (index, name) in names.enumerated() where !isKnownWhole(index) {
      looked.withLock { $0.append(name) }
    }
    return FolderDivision(
      tracks: names.map { name in tracks.withLock { $0[name] ?? [] } },
      problems: problems.withLock { $0 })
  }

  func tracks(
    ofFiles names: [String], bySheetAt path: String
  ) throws(CueSheetProblem) -> [[FileTrack]?] {
    let known = names.map { name in tracks.withLock { $0[name] } }
    guard known.contains(where: { $0 != nil }) else { throw .noTracks }
    return known
  }
}

extension FileTrack {
  /// A track between two times in seconds.
  static func make(
    _ number: Int, from start: Int, to end: Int?, title: String? = nil, artist: String? = nil,
    album: String? = nil
  ) -> FileTrack {
    FileTrack(
      number: number, tags: TrackTags(title: title, artist: artist, album: album),
      start: FileTime(parts: start, partsPerSecond: 1),
      end: end.map { FileTime(parts: $0, partsPerSecond: 1) })
  }
}
