import MasteringModel
import SystemFiles

/// The files of a library in path order, and their known tracks.
struct TrackCatalogue: Sendable {
  /// The tracks in the order of their files; a track that is not known yet is only a placeholder
  /// for its file.
  private var all: [LibraryTrack]
  private var isKnown: [Bool]
  /// The state in which a file was read; nil if it has to be read, for the first time or again.
  private var readVersions: [LibraryFile.Version?]
  private var positions: [Int: Int] = [:]
  /// How many tracks are known.
  private(set) var knownCount = 0

  /// No files.
  init() {
    (all, isKnown, readVersions) = ([], [], [])
  }

  /// Files in path order, each once, with the tracks that an earlier catalogue has for them. The
  /// track of a changed file stays as it was until it is read again.
  init(of files: [LibraryFile], _ numbering: TrackNumbering, after earlier: TrackCatalogue) {
    let numbers = numbering.numbers(of: files.lazy.map(\.path))
    self.init()
    all.reserveCapacity(files.count)
    isKnown.reserveCapacity(files.count)
    readVersions.reserveCapacity(files.count)
    positions.reserveCapacity(files.count)
    for (file, number) in zip(files, numbers) {
      positions[number] = all.count
      if let known = earlier.position(ofTrack: number, path: file.path) {
        all.append(earlier.all[known])
        isKnown.append(true)
        let version = earlier.readVersions[known]
        readVersions.append(version == file.version ? version : nil)
        knownCount += 1
      } else {
        all.append(LibraryTrack(number: number, path: file.path, tags: TrackTags()))
        isKnown.append(false)
        readVersions.append(nil)
      }
    }
  }

  /// The known track with a number; takes constant time.
  func track(_ number: Int) -> LibraryTrack? {
    guard let position = positions[number], isKnown[position] else { return nil }
    return all[position]
  }

  /// Whether there is a known track at a path.
  func contains(path: String) -> Bool { knownPosition(ofPath: path) != nil }

  /// The number of the known track at a path.
  func number(of path: String) -> Int? { knownPosition(ofPath: path).map { all[$0].number } }

  /// Whether a file was read in its current state, as one track.
  func knowsWhole(_ file: LibraryFile) -> Bool {
    knownPosition(ofPath: file.path).map { readVersions[$0] == file.version } ?? false
  }

  /// The position of the known track at a path, by binary search.
  private func knownPosition(ofPath path: String) -> Int? {
    var (start, end) = (0, all.count)
    while start < end {
      let middle = (start + end) / 2
      if all[middle].path.precedesAsPath(path) { start = middle + 1 } else { end = middle }
    }
    let isThere = start < all.count && isKnown[start] && all[start].path.isSamePath(as: path)
    return isThere ? start : nil
  }

  /// The known tracks, in path order.
  var tracks: [LibraryTrack] {
    // Once all are known, nothing is copied.
    knownCount == all.count ? all : zip(all, isKnown).filter(\.1).map(\.0)
  }

  /// Whether the known tracks are the same.
  func listsTheSame(as other: TrackCatalogue) -> Bool {
    knownCount == other.knownCount && tracks == other.tracks
  }

  /// The files that have to be read.
  var unread: [Int] { readVersions.indices.filter { readVersions[$0] == nil } }

  /// Records the tags of a file.
  ///
  /// - Parameter version: the state in which it was found before it was read; nil if it could not
  ///   be read, so that it is tried again next time.
  mutating func note(_ tags: TrackTags, of position: Int, version: LibraryFile.Version?) {
    let track = all[position]
    all[position] = LibraryTrack(
      number: track.number, path: track.path, tags: tags,
      beside: position > 0 ? all[position - 1] : nil)
    readVersions[position] = version
    if !isKnown[position] { knownCount += 1 }
    isKnown[position] = true
  }

  /// Records that a file is gone.
  mutating func forget(_ position: Int) {
    if isKnown[position] { knownCount -= 1 }
    isKnown[position] = false
    readVersions[position] = nil
  }

  private func position(ofTrack number: Int, path: String) -> Int? {
    guard let position = positions[number], isKnown[position],
      all[position].path.isSamePath(as: path)
    else { return nil }
    return position
  }
}
