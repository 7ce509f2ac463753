import Concurrency
public import MasteringModel
import Synchronization
import SystemFiles

/// The tracks in some folders: found, numbered, and read for what their tags say.
///
/// A track's number comes from its path alone (`TrackNumbering`), so that it is the same after a
/// restart and whatever else lies in the folders. Every path is that of the file itself, links
/// resolved:
/// - two names of one file are one track; hard links, which are equals, are two;
/// - a link that leads out of the folders or to what is hidden is left out and counts as a problem,
///   and so does one that leads nowhere and a name that is not UTF-8, by which no file can be opened
///   here;
/// - links to folders are not followed and do not count (``LibraryFinder``).
///
/// A file whose tags cannot be read is a track all the same, by its name, and counts as a problem.
///
/// Nothing is known before ``scan(progress:)`` was called. While the folders are looked through, the
/// tracks that are known already can be asked for.
public final class TrackLibrary: Sendable {
  private struct State {
    var catalogue = TrackCatalogue()
    /// Grows with every change of the tracks.
    var revision = 0
    /// How the scan under way or the last one went, the count of tracks apart.
    var counts = ScanCounts()
    /// Whether the folders were ever looked through to the end, and are not just now.
    var isReady = false
    /// The scan under way.
    var flight: Flight<Void>?
    /// The work of the scan under way or the last one.
    var work: Task<Void, Never>?
  }

  /// What hears of changes in the folders; nil where nothing does.
  public let watch: LibraryWatch?
  private let folders: LibraryFolders
  private let tags: any TagReader
  private let parts: (any FileTrackReader)?
  private let partTags = PartTags()
  private let numbering: TrackNumbering
  private let listeners = ScanListeners()
  private let state = Mutex(State())
  // Looking through folders and reading files waits for the disk, which the threads that all tasks
  // share must not.
  private let executor = BackgroundExecutor()

  /// How many files are read at a time: the disk is as busy with two, and the tracks being played
  /// have to be read too.
  private static let readersAtATime = 2

  /// The library of some folders, not scanned yet. Their links are resolved now,
  /// once and for all.
  ///
  /// - Parameters:
  ///   - folders: the folders.
  ///   - tags: reads what files say.
  ///   - parts: says which tracks a file holds where CUE sheets divide it; nil to take each file as
  ///     one track.
  ///   - watch: hears of changes in the folders from the first scan on. The library does nothing about
  ///     them by itself.
  /// - Throws: ``NoSuchLibraryFolder`` for the first folder that is none.
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

  /// The track of a number; nil where there is none, or none yet. Takes the same time however many
  /// tracks there are.
  public func track(_ number: Int) -> LibraryTrack? {
    state.withLock { $0.catalogue.track(number) }
  }

  /// The number of the track of a path, links resolved; nil where there is none, or none yet.
  public func number(of path: String) -> Int? {
    state.withLock { $0.catalogue.number(of: path) }
  }

  /// Whether a path, links resolved, is that of a track, or has a name that the next scan would take
  /// for one: in one of the folders, not hidden, and ending as audio files do. There need not be a
  /// file.
  public func lists(_ path: String) -> Bool {
    if folders.show(path) {
      let name = path.utf8.suffix(
        from: path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)
      if AudioFileNames.isAudio(Array(name.dropFirst())) { return true }
    }
    // A link with the name of an audio file may lead to one without.
    return state.withLock { $0.catalogue.contains(path: path) }
  }

  /// The tracks that can be asked for now, in the order of their paths by bytes. Takes no time once
  /// the library is ready.
  public var tracks: [LibraryTrack] { state.withLock { $0.catalogue.tracks } }

  /// The tracks that can be asked for now, with a number that grows when they change, and whether they
  /// are all there are.
  public var listing: (tracks: [LibraryTrack], revision: Int, isReady: Bool) {
    state.withLock { state in
      (state.catalogue.tracks, state.revision, state.isReady && state.flight == nil)
    }
  }

  /// How far looking through the folders has come, or how it ended.
  public var progress: LibraryScanProgress { state.withLock { Self.progress(of: $0) } }

  /// Looks through the folders, and returns when that is done: then new files have become tracks,
  /// vanished ones are none any more, and files that were changed since the last time have been read
  /// anew.
  ///
  /// One that is asked for while another is under way joins it. A task that is cancelled leaves at
  /// once; when the last one has left, the scan is cancelled. Then what was found out stays, and the
  /// next one goes on from there.
  ///
  /// - Parameter progress: called at once, with the scan begun, then at each folder and each file, in
  ///   order and from one thread at a time, and at the end. Nothing is reported after the call has
  ///   returned. It is waited for, so it should be quick, and may not wait for the library in turn.
  public func scan(
    progress: @escaping @Sendable (LibraryScanProgress) -> Void = { _ in }
  ) async {
    guard !Task.isCancelled else { return }
    let (flight, ticket) = board()
    // Before it begins, so that the caller that began it misses nothing.
    let listener = listeners.add(progress) { self.progress }
    defer { listeners.remove(listener) }
    if ticket == Flight<Void>.firstTicket { begin(flight) }
    await flight.outcome(for: ticket)
  }

  // MARK: Scanning

  /// Joins the scan under way, or makes another one, which the holder of its first ticket begins.
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
      // One that was cancelled may still be at its last file.
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
      // The one before may have counted its last file meanwhile.
      state.counts = ScanCounts()
      return true
    }
    guard isWanted else { return }
    if let files = find() { await read(files) }
    let isWhole = !Task.isCancelled
    change { state in
      if isWhole { state.isReady = true }
      // A caller from now on wants to know what is there from now on.
      if state.flight === flight { state.flight = nil }
    }
  }

  /// The files there are, in the order of their paths; nil when the task was cancelled.
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

  /// The files, and in place of those that CUE sheets divide their parts, in the order of the paths; nil
  /// when the task was cancelled.
  private func divided(_ files: [LibraryFile], _ problems: inout Int) -> [LibraryFile]? {
    guard let parts else { return Task.isCancelled ? nil : files }
    let catalogue = state.withLock { $0.catalogue }
    var byFolder: [ExactPath: [Int]] = [:]
    for (index, file) in files.enumerated() {
      byFolder[ExactPath(Self.cut(file.path).folder), default: []].append(index)
    }
    var divided: [LibraryFile] = []
    divided.reserveCapacity(files.count)
    for (folder, indices) in byFolder {
      guard !Task.isCancelled else { return nil }
      let division = parts.division(
        ofFiles: indices.map { Self.cut(files[$0].path).name }, inFolder: folder.text
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

  /// A path as what stands before its last slash, and behind it.
  private static func cut(_ path: String) -> (folder: String, name: String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
    return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// Reads the files that are not known as they are.
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

  /// Makes the catalogue of the files, and gives which of them are to be read.
  private func catalogue(_ files: [LibraryFile]) -> [Int] {
    // Without the lock held, since it takes a while; nothing else changes it meanwhile.
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
        // It went between being found and being read.
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

  /// Changes the state and reports what has come of it.
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
