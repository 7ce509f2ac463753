import Concurrency
public import MasteringModel
import Synchronization
import SystemFiles

/// The tracks in a set of folders: found, numbered, and with their tags.
///
/// A track's number comes from its path alone (`TrackNumbering`), so it is the same after a
/// restart, and independent of other files in the folders. Every path is that of the file itself,
/// with links resolved:
/// - two names that lead to one file are one track; two hard links are two tracks;
/// - a link that leads out of the folders or to something hidden is left out and counts as a
///   problem, as do a dangling link and a name that is not UTF-8, by which no file can be opened
///   here;
/// - links to folders are not followed and do not count (``LibraryFinder``).
///
/// A file whose tags cannot be read is still a track, named after the file, and counts as a
/// problem.
///
/// There are no tracks before ``scan(progress:)`` is called. During a scan, the tracks that are
/// already known are available.
public final class TrackLibrary: Sendable {
  private struct State {
    var catalogue = TrackCatalogue()
    /// Grows with every change of the tracks.
    var revision = 0
    /// The counts of the current scan or the last one, except the number of tracks.
    var counts = ScanCounts()
    /// Whether the folders have been scanned completely and no scan is under way.
    var isReady = false
    /// The current scan.
    var flight: Flight<Void>?
    /// The work of the current scan or the last one.
    var work: Task<Void, Never>?
  }

  /// Reports changes in the folders; nil if nothing does.
  public let watch: LibraryWatch?
  private let folders: LibraryFolders
  private let tags: any TagReader
  private let parts: (any FileTrackReader)?
  private let partTags = PartTags()
  private let numbering: TrackNumbering
  private let listeners = ScanListeners()
  private let state = Mutex(State())
  // Scanning folders and reading files blocks on the disk, which the shared threads of tasks must
  // not do.
  private let executor = BackgroundExecutor()

  /// How many files are read at a time: two keep the disk as busy as more would, and the tracks
  /// being played have to be read, too.
  private static let readersAtATime = 2

  /// The library of a set of folders, not scanned yet. Their links are resolved once, now.
  ///
  /// - Parameters:
  ///   - folders: the folders.
  ///   - tags: reads the tags of files.
  ///   - parts: finds the tracks of files that CUE sheets divide; nil to treat each file as one
  ///     track.
  ///   - watch: watches the folders for changes from the first scan on. The library does not act on
  ///     them by itself.
  /// - Throws: ``NoSuchLibraryFolder`` for the first one that is not a folder.
  public convenience init(
    folders: [String], tags: any TagReader, parts: (any FileTrackReader)? = nil,
    watch: LibraryWatch? = nil
  ) throws(NoSuchLibraryFolder) {
    try self.init(folders: folders, tags: tags, parts: parts, watch: watch, numbering: .standard)
  }

  package init(
    folders: [String], tags: any TagReader, parts: (any FileTrackReader)? = nil,
    watch: LibraryWatch? = nil, numbering: TrackNumbering
  ) throws(NoSuchLibraryFolder) {
    self.watch = watch
    self.folders = try LibraryFolders(folders)
    self.tags = tags
    self.parts = parts
    self.numbering = numbering
  }

  /// The track with a number; nil if there is none, or none yet. Takes constant time.
  public func track(_ number: Int) -> LibraryTrack? {
    state.withLock { $0.catalogue.track(number) }
  }

  /// The number of the track at a path with links resolved; nil if there is none, or none yet.
  public func number(of path: String) -> Int? {
    state.withLock { $0.catalogue.number(of: path) }
  }

  /// Whether a path with links resolved is that of a track, or one that the next scan would accept:
  /// in one of the folders, not hidden, and with the extension of an audio file. The file need not
  /// exist.
  public func lists(_ path: String) -> Bool {
    if folders.show(path) {
      let name = path.utf8.suffix(
        from: path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)
      if AudioFileNames.isAudio(Array(name.dropFirst())) { return true }
    }
    // A link with an audio extension may lead to a file without one.
    return state.withLock { $0.catalogue.contains(path: path) }
  }

  /// Whether a path, links resolved, is that of a part of a file that the next scan would take for a
  /// track: a CUE sheet divides the file, which lies in one of the folders. Reads the sheets of its
  /// folder.
  public func willList(partAt path: String) -> Bool {
    guard let parts, let place = TrackPath(path), folders.show(place.file) else { return false }
    let (folder, name) = cut(place.file)
    guard AudioFileNames.isAudio(Array(name.utf8)) else { return false }
    let division = parts.division(ofFiles: [name], inFolder: folder) { _ in false }
    return division.tracks.joined().contains { $0.number == place.number }
  }

  /// The tracks available now, in byte order of their paths. Takes no time once the library is
  /// ready.
  public var tracks: [LibraryTrack] { state.withLock { $0.catalogue.tracks } }

  /// The tracks available now, with a number that grows when they change, and whether they are
  /// complete.
  public var listing: (tracks: [LibraryTrack], revision: Int, isReady: Bool) {
    state.withLock { state in
      (state.catalogue.tracks, state.revision, state.isReady && state.flight == nil)
    }
  }

  /// The progress of scanning the folders, or its end.
  public var progress: LibraryScanProgress { state.withLock { Self.progress(of: $0) } }

  /// Scans the folders, and returns when that is done: then new files have become tracks, missing
  /// ones have been removed, and files changed since the last scan have been read again.
  ///
  /// A call during a scan joins it. A cancelled task leaves at once; when the last one has left,
  /// the scan is cancelled. Its results so far are kept, and the next scan continues from there.
  ///
  /// - Parameter progress: called at once, with the scan begun, then for each folder and each file,
  ///   in order and from one thread at a time, and at the end. Nothing is reported after this
  ///   method returns. The scan waits for it, so it should return quickly, and must not wait for
  ///   the library.
  public func scan(
    progress: @escaping @Sendable (LibraryScanProgress) -> Void = { _ in }
  ) async {
    guard !Task.isCancelled else { return }
    let (flight, ticket) = board()
    // Before the scan begins, so that the caller that starts it misses nothing.
    let listener = listeners.add(progress) { self.progress }
    defer { listeners.remove(listener) }
    if ticket == Flight<Void>.firstTicket { begin(flight) }
    await flight.outcome(for: ticket)
  }

  // MARK: Scanning

  /// Joins the current scan, or creates a new one, which the holder of its first ticket starts.
  private func board() -> (Flight<Void>, Flight<Void>.Ticket) {
    state.withLock { state in
      if let flight = state.flight, let ticket = flight.board(nil) { return (flight, ticket) }
      let flight = Flight<Void>(first: nil)
      state.flight = flight
      state.counts = ScanCounts()
      return (flight, Flight<Void>.firstTicket)
    }
  }

  private func begin(_ flight: Flight<Void>) {
    let work = state.withLock { state in
      // A cancelled scan may still be reading its last file.
      let earlier = state.work
      let work = Task(executorPreference: executor) {
        await earlier?.value
        await self.scan(for: flight)
      }
      state.work = work
      return work
    }
    flight.begin(on: executor) { _ in
      await withTaskCancellationHandler {
        await work.value
      } onCancel: {
        work.cancel()
      }
    }
  }

  private func scan(for flight: Flight<Void>) async {
    let isWanted = state.withLock { state in
      // Cancelled and replaced before it began.
      guard state.flight === flight else { return false }
      // The previous scan may have counted its last file in the meantime.
      state.counts = ScanCounts()
      return true
    }
    guard isWanted else { return }
    if let files = find() { await read(files) }
    let isWhole = !Task.isCancelled
    change { state in
      if isWhole { state.isReady = true }
      // A later caller needs a scan of the later state.
      if state.flight === flight { state.flight = nil }
    }
  }

  /// The existing files, in path order; nil if the task was cancelled.
  private func find() -> [LibraryFile]? {
    var finder = LibraryFinder()
    watch?.begin()
    for folder in folders.paths {
      finder.search(folder) { path in
        watch?.add(path)
      } found: { found in
        change { $0.counts.filesFound = found }
      }
    }
    watch?.end(isWhole: !Task.isCancelled)
    var problems = finder.problems.count
    var files: [LibraryFile] = []
    files.reserveCapacity(finder.files.count)
    for name in finder.files {
      guard !Task.isCancelled else { return nil }
      if let file = LibraryFile(named: name, in: folders) {
        files.append(file)
      } else {
        problems += 1
      }
    }
    files.sort { $0.path.precedesAsPath($1.path) }
    var unique: [LibraryFile] = []
    unique.reserveCapacity(files.count)
    for file in files where unique.last?.path.isSamePath(as: file.path) != true {
      unique.append(file)
    }
    guard let divided = divided(unique, &problems) else { return nil }
    // A name that was left out counts as found, and so does each part of a file.
    let found = finder.files.count + divided.count - unique.count
    change { state in
      state.counts.filesFound = found
      state.counts.problems = problems
    }
    return divided
  }

  /// The files, with those that CUE sheets divide replaced by their parts, in path order; nil if
  /// the task was cancelled.
  private func divided(_ files: [LibraryFile], _ problems: inout Int) -> [LibraryFile]? {
    guard let parts else { return Task.isCancelled ? nil : files }
    let catalogue = state.withLock { $0.catalogue }
    var byFolder: [ExactPath: [Int]] = [:]
    for (index, file) in files.enumerated() {
      byFolder[ExactPath(cut(file.path).folder), default: []].append(index)
    }
    var divided: [LibraryFile] = []
    divided.reserveCapacity(files.count)
    for (folder, indices) in byFolder {
      guard !Task.isCancelled else { return nil }
      let division = parts.division(
        ofFiles: indices.map { cut(files[$0].path).name }, inFolder: folder.text
      ) { catalogue.knowsWhole(files[indices[$0]]) }
      problems += division.problems.count
      for (index, tracks) in zip(indices, division.tracks) {
        divided +=
          tracks.isEmpty ? [files[index]] : tracks.map { LibraryFile($0, of: files[index]) }
      }
    }
    divided.sort { $0.path.precedesAsPath($1.path) }
    return divided
  }

  /// Reads the files whose current state is not known.
  private func read(_ files: [LibraryFile]) async {
    let unread = catalogue(files)
    await SideBySide(jobs: Self.readersAtATime).run(unread.count) { [tags, partTags] index in
      let file = files[unread[index]]
      return partTags.tags(of: file) {
        do throws(AudioFailure) {
          return .success(
            try file.opened { descriptor throws(AudioFailure) in
              try tags.tags(ofOpenFile: descriptor, at: file.filePath)
            })
        } catch {
          return .failure(error)
        }
      }
    } finished: { index, result in
      note(result, of: unread[index], files[unread[index]])
    } inOrder: { _, _ in
    }
  }

  /// Creates the catalogue of the files, and returns which of them have to be read.
  private func catalogue(_ files: [LibraryFile]) -> [Int] {
    // Without the lock held, because it takes a while; nothing else changes it in the meantime.
    let earlier = state.withLock { $0.catalogue }
    let catalogue = TrackCatalogue(of: files, numbering, after: earlier)
    let unread = catalogue.unread
    let isSame = catalogue.listsTheSame(as: earlier)
    change { state in
      if !isSame { state.revision += 1 }
      state.catalogue = catalogue
      state.counts.filesRead = state.counts.filesFound - unread.count
    }
    return unread
  }

  private func note(
    _ result: Result<TrackTags, AudioFailure>, of position: Int, _ file: LibraryFile
  ) {
    change { state in
      state.counts.filesRead += 1
      state.revision += 1
      switch result {
      case .success(let tags):
        state.catalogue.note(tags, of: position, version: file.version)
      case .failure(.notFound):
        // It disappeared after it was found.
        state.catalogue.forget(position)
      case .failure(.cueSheet):
        state.counts.problems += 1
        state.catalogue.forget(position)
      case .failure:
        state.counts.problems += 1
        state.catalogue.note(TrackTags(), of: position, version: nil)
      }
    }
  }

  /// Changes the state and reports the result.
  @discardableResult
  private func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    let (value, progress) = state.withLock { state in
      let value = body(&state)
      return (value, Self.progress(of: state))
    }
    listeners.tell(progress)
    return value
  }

  private static func progress(of state: State) -> LibraryScanProgress {
    LibraryScanProgress(
      state: state.isReady && state.flight == nil ? .ready : .scanning,
      filesFound: state.counts.filesFound, filesRead: state.counts.filesRead,
      tracks: state.catalogue.knownCount, problems: state.counts.problems)
  }
}

/// What a scan counts.
struct ScanCounts: Sendable {
  var filesFound = 0
  var filesRead = 0
  var problems = 0
}
