import Dispatch
import SystemCalls

/// The system's queue of events in watched folders.
///
/// Unchecked: its descriptor is closed only after the last events were read, on the same queue, and
/// the system synchronises all other uses.
final class WatchQueue: @unchecked Sendable {
  /// What happened.
  enum News: Sendable, Hashable {
    /// A file with this name was added, removed or written.
    case file([UInt8])
    /// A folder with this name was added or removed.
    case folder([UInt8])
    /// The folder of this watch is gone, and the watch with it.
    case gone(Int32)
    /// The system's queue overflowed: anything may have happened.
    case lost
  }

  /// The result of watching a folder.
  enum Watching: Sendable, Hashable {
    case watched(Int32)
    /// The user's limit of watches is reached.
    case noneLeft
    /// It cannot be watched, or it is no longer a folder.
    case refused
  }

  #if os(Linux)
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Nil if the user's limit of queues is reached.
    init?() {
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      guard descriptor >= 0 else { return nil }
      source = DispatchSource.makeReadSource(
        fileDescriptor: descriptor, queue: DispatchQueue(label: "mastering.watching"))
    }

    /// Starts reporting events, on one thread at a time.
    func begin(_ tell: @escaping @Sendable ([News]) -> Void) {
      let descriptor = descriptor
      source.setEventHandler {
        let news = Self.read(descriptor)
        if !news.isEmpty { tell(news) }
      }
      source.setCancelHandler { close(descriptor) }
      source.activate()
    }

    /// Stops reporting, and frees all watches.
    func end() { source.cancel() }

    // A file counts as written when it is closed after writing: before that it is incomplete. A
    // link is only created.
    private static let wanted =
      UInt32(
        IN_CREATE | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
          | IN_MOVE_SELF) | UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW) | UInt32(IN_EXCL_UNLINK)

    /// Watches a folder; one that is already watched keeps its watch.
    func watch(_ path: [UInt8]) -> Watching {
      let name = path.map { CChar(bitPattern: $0) } + [0]
      let watch = inotify_add_watch(descriptor, name, Self.wanted)
      if watch >= 0 { return .watched(watch) }
      return errno == ENOSPC ? .noneLeft : .refused
    }

    /// Stops watching a folder.
    func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    private static func read(_ descriptor: Int32) -> [News] {
      var news: [News] = []
      // Room for the largest event, or for hundreds of typical ones.
      var buffer = [UInt8](repeating: 0, count: 1 << 15)
      while true {
        let count = uninterrupted { systemRead(descriptor, &buffer, buffer.count) }
        guard count > 0 else { return news }
        news += events(in: buffer[..<count])
      }
    }

    /// The events in these bytes: watch, mask, cookie, length of the name, and the name, padded
    /// with zeros (inotify(7)).
    static func events(in bytes: ArraySlice<UInt8>) -> [News] {
      var news: [News] = []
      bytes.withUnsafeBytes { bytes in
        var offset = 0
        while offset + 16 <= bytes.count {
          func field(_ index: Int) -> UInt32 {
            bytes.loadUnaligned(fromByteOffset: offset + 4 * index, as: UInt32.self)
          }
          let (mask, length) = (field(1), Int(field(3)))
          guard offset + 16 + length <= bytes.count else { break }
          let name = bytes[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
          news.append(Self.news(Int32(bitPattern: field(0)), mask, Array(name)))
          offset += 16 + length
        }
      }
      return news
    }

    private static func news(_ watch: Int32, _ mask: UInt32, _ name: [UInt8]) -> News {
      if mask & UInt32(IN_Q_OVERFLOW | IN_UNMOUNT) != 0 { return .lost }
      if mask & UInt32(IN_IGNORED) != 0 { return .gone(watch) }
      // A given folder itself has no name here.
      if mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF) != 0 { return .folder([]) }
      return mask & UInt32(IN_ISDIR) != 0 ? .folder(name) : .file(name)
    }
  #else
    init?() { nil }
    func begin(_ tell: @escaping @Sendable ([News]) -> Void) {}
    func end() {}
    func watch(_ path: [UInt8]) -> Watching { .refused }
    func remove(_ watch: Int32) {}
  #endif
}

private let systemRead = read
