import Dispatch
import MasteringModel
import Synchronization
import SystemCalls

/// Notices changes in the folders of a library as soon as the system reports them.
///
/// On Linux it uses inotify, which watches single folders and limits their number for each user.
/// Folders beyond the limit have to be rescanned from time to time, and so do those on other
/// machines, whose changes inotify does not see. On other systems nothing is reported.
///
/// The scan supplies the folders. The watch reports a change to anything that matters to a scan:
/// audio files, CUE sheets and folders, but nothing hidden.
public final class LibraryWatch: Sendable {
  private struct State {
    /// All watches.
    var watches: Set<Int32> = []
    /// The watches of folders found by the current scan.
    var round: Set<Int32> = []
    var devices: Set<UInt64> = []
    var unwatched = 0
    var isAtLimit = false
    var coverage = LibraryWatchCoverage()
    var changes = 0
  }

  /// The number of changes. Useful only for comparison.
  package var changeCount: Int { state.withLock(\.changes) }

  /// An element after each change, or after several.
  package let changes: AsyncStream<Void>

  private let state = Mutex(State())
  private let mostWatches: Int
  private let feed: AsyncStream<Void>.Continuation
  private let queue: WatchQueue?

  /// A watch without folders yet.
  public convenience init() { self.init(mostWatches: Self.usualMostWatches) }

  /// - Parameter mostWatches: the most folders to watch.
  package init(mostWatches: Int) {
    self.mostWatches = mostWatches
    (changes, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    queue = WatchQueue()
    queue?.begin { [weak self] news in self?.take(news) }
  }

  deinit {
    queue?.end()
    feed.finish()
  }

  /// What is watched, as of the last complete scan.
  public var coverage: LibraryWatchCoverage { state.withLock(\.coverage) }

  /// The system's limit of watches for this user; nil if it has none, or it is unknown.
  package static var systemLimit: Int? {
    guard let bytes = try? SystemText.bytes(ofFileAt: "/proc/sys/fs/inotify/max_user_watches")
    else { return nil }
    return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// A quarter is left for the user's other programs, some of which fail without watches.
  private static var usualMostWatches: Int { systemLimit.map { $0 - $0 / 4 } ?? .max }

  // MARK: Looking through the folders

  /// A scan of the folders begins.
  func begin() {
    state.withLock { state in
      state.round = []
      state.devices = []
      state.unwatched = 0
      state.isAtLimit = false
    }
  }

  /// A folder is about to be read: changes in it are noticed from now on.
  func add(_ path: [UInt8]) {
    guard let queue else { return state.withLock { $0.unwatched += 1 } }
    let device = Self.device(of: path)
    state.withLock { state in
      if let device { state.devices.insert(device) }
      switch queue.watch(path) {
      case .watched(let watch):
        if state.watches.count >= mostWatches, !state.watches.contains(watch) {
          queue.remove(watch)
          state.isAtLimit = true
          state.unwatched += 1
        } else {
          state.watches.insert(watch)
          state.round.insert(watch)
        }
      case .noneLeft:
        state.isAtLimit = true
        state.unwatched += 1
      case .refused:
        state.unwatched += 1
      }
    }
  }

  /// A scan of the folders has ended.
  ///
  /// - Parameter isWhole: whether it was complete.
  func end(isWhole: Bool) {
    state.withLock { state in
      guard isWhole else { return }
      // Otherwise folders that were moved elsewhere would be watched forever.
      for watch in state.watches.subtracting(state.round) { queue?.remove(watch) }
      state.watches = state.round
      state.coverage = LibraryWatchCoverage(
        watched: state.watches.count, unwatched: state.unwatched,
        // The system may allow fewer, because other programs have some.
        limit: state.isAtLimit ? min(mostWatches, state.watches.count) : nil,
        isRemote: MountedKinds.areRemote(state.devices))
    }
  }

  private static func device(of path: [UInt8]) -> UInt64? {
    var status = stat()
    let name = path.map { CChar(bitPattern: $0) } + [0]
    return stat(name, &status) == 0 ? UInt64(truncatingIfNeeded: status.st_dev) : nil
  }

  // MARK: Hearing

  private func take(_ news: [WatchQueue.News]) {
    let isOfInterest = news.contains(where: Self.isOfInterest)
    state.withLock { state in
      for case .gone(let watch) in news {
        state.watches.remove(watch)
        state.round.remove(watch)
      }
      if isOfInterest { state.changes += 1 }
    }
    if isOfInterest { feed.yield() }
  }

  /// Whether the change matters to a scan.
  static func isOfInterest(_ news: WatchQueue.News) -> Bool {
    switch news {
    case .gone: false
    case .lost: true
    case .folder(let name): name.first != UInt8(ascii: ".")
    case .file(let name):
      name.first != UInt8(ascii: ".") && (AudioFileNames.isAudio(name) || CueSheetName.names(name))
    }
  }
}

/// How much of a library is watched.
public struct LibraryWatchCoverage: Sendable, Hashable {
  /// How many folders are watched.
  public var watched = 0
  /// How many folders are not watched.
  public var unwatched = 0
  /// The limit that prevented more; nil if none did.
  public var limit: Int?
  /// Whether some are on another machine, whose changes are not reported here.
  public var isRemote = false

  /// Creates a coverage from its parts.
  public init(watched: Int = 0, unwatched: Int = 0, limit: Int? = nil, isRemote: Bool = false) {
    self.watched = watched
    self.unwatched = unwatched
    self.limit = limit
    self.isRemote = isRemote
  }

  /// Whether some changes go unnoticed.
  public var isPartial: Bool { unwatched > 0 || isRemote }
}

/// The types of mounted file systems, from Linux's list.
enum MountedKinds {
  /// Types whose files other machines can change unnoticed.
  private static let remote: Set<Substring> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "virtiofs", "vboxsf",
    "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.vmhgfs-fuse", "fuse.davfs2",
    "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.mergerfs",
  ]

  /// Whether any of these devices is on another machine; false if unknown.
  static func areRemote(_ devices: Set<UInt64>) -> Bool {
    guard let bytes = try? SystemText.bytes(ofFileAt: "/proc/self/mountinfo") else { return false }
    return areRemote(devices, mounts: String(decoding: bytes, as: UTF8.self))
  }

  /// - Parameter mounts: as in `/proc/self/mountinfo` (proc(5)).
  static func areRemote(_ devices: Set<UInt64>, mounts: String) -> Bool {
    mounts.split(separator: "\n").contains { line in
      let fields = line.split(separator: " ")
      // After a dash, because any number of fields can precede it.
      guard fields.count > 3, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
        remote.contains(fields[dash + 1]),
        let colon = fields[2].firstIndex(of: ":"),
        let major = UInt64(fields[2][..<colon]),
        let minor = UInt64(fields[2][fields[2].index(after: colon)...])
      else { return false }
      return devices.contains(number(major: major, minor: minor))
    }
  }

  /// A device number from its two parts, as in makedev(3).
  static func number(major: UInt64, minor: UInt64) -> UInt64 {
    (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12
  }
}

/// Reads files in which the system describes itself, which have no length until they are read.
private enum SystemText {
  /// The content of such a file.
  static func bytes(ofFileAt path: String) throws(SystemError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .last }
    defer { close(file) }
    return try Descriptor(number: file).readToEnd(limitBytes: 1 << 22) ?? []
  }
}
