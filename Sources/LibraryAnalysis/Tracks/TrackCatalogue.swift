import MasteringModel
import SystemFiles

/// The files of a library in the order of their paths, and the tracks that are known of them.
struct TrackCatalogue: Sendable {
  /// The tracks in the order of their files; one that is not known yet stands for its file only.
  private var all: [LibraryTrack]
  private var isKnown: [Bool]
  /// The state in which a file was read; nil where it is to be read, for the first time or again.
  private var readVersions: [LibraryFile.Version?]
  private var positions: [Int: Int] = [:]
  /// How many tracks are known.
  private(set) var knownCount = 0

  /// No files.
  init() {
    (all, isKnown, readVersions) = ([], [], [])
  }

  /// Files that come in the order of their paths, each once; with what an earlier catalogue knows of
  /// them. A track of a file that was changed is known as it was until it is read again.
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

  /// The known track of a number; in constant time.
  func track(_ number: Int) -> LibraryTrack? {
    guard let position = positions[number], isKnown[position] else { return nil }
    return all[position]
  }

  /// Whether there is a known track of a path.
  func contains(path: String) -> Bool { knownPosition(ofPath: path) != nil }

  /// The number of the known track of a path.
  func number(of path: String) -> Int? { knownPosition(ofPath: path).map { all[$0].number } }

  /// Whether a file was read in the state it is in now, as one track.
  func knowsWhole(_ file: LibraryFile) -> Bool {
    knownPosition(ofPath: file.path).map { readVersions[$0] == file.version } ?? false
  }

  /// Where the known track of a path is; looks at few of them, since they are in order.
  private func knownPosition(ofPath path: String) -> Int? {
    var (start, end) = (0, all.count)
    while start < end {
      let middle = (start + end) / 2
      if all[middle].path.precedesAsPath(path) { start = middle + 1 } else { end = middle }
    }
    let isThere = start < all.count && isKnown[start] && all[start].path.isSamePath(as: path)
    return isThere ? start : nil
  }

  /// The known tracks, in the order of their paths.
  var tracks: [LibraryTrack] {
    // Nothing is copied once all are known.
    knownCount == all.count ? all : zip(all, isKnown).filter(\.1).map(\.0)
  }

  /// Whether its known tracks are the same.
  func listsTheSame(as other: TrackCatalogue) -> Bool {
    knownCount == other.knownCount && tracks == other.tracks
  }

  /// Which files are to be read.
  var unread: [Int] { readVersions.indices.filter { readVersions[$0] == nil } }

  /// Takes down what a file said.
  ///
  /// - Parameter version: the state it was found in before it was read; nil where it could not be
  ///   read, so that it is tried again next time.
  mutating func note(_ tags: TrackTags, of position: Int, version: LibraryFile.Version?) {
    let track = all[position]
    all[position] = LibraryTrack(
      number: track.number, path: track.path, tags: tags,
      beside: position > 0 ? all[position - 1] : nil)
    readVersions[position] = version
    if !isKnown[position] { knownCount += 1 }
    isKnown[position] = true
  }

  /// Takes down that a file is gone.
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
