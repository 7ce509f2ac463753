import NIOCore
import NIOPosix
import Synchronization
import SystemCalls

/// The open connections, and which one is closed when there is no place left.
///
/// A new connection is not refused because of idle ones. A connection of its own address is closed
/// if that address has reached its limit, otherwise one of the address with the most: first the one
/// idle for longest, else one that does not read its answer, else a WebSocket, whose page
/// reconnects. A request being answered keeps its place.
final class ConnectionPlaces: Sendable {
  /// What a connection is doing, in the order in which connections are closed.
  enum Use: Int, Sendable {
    /// No complete request has arrived since the last answer.
    case waiting
    /// It does not read its answer.
    case stalled
    case webSocket
    case answering
  }

  private struct Entry {
    let channel: any Channel
    let address: String
    var use = Use.waiting
    /// Grows with every change, so that the smallest is the oldest.
    var turn: Int
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var counts: [String: Int] = [:]
    var next = 0
    /// The most connections since memory was last returned to the system.
    var crowd = 0

    /// Whether a crowd has left, so that most of its memory is unused.
    mutating func hasLostCrowd() -> Bool {
      guard crowd >= ConnectionPlaces.crowd, entries.count <= crowd / 8 else { return false }
      crowd = entries.count
      return true
    }

    mutating func remove(_ number: Int) -> Entry? {
      guard let entry = entries.removeValue(forKey: number) else { return nil }
      let rest = (counts[entry.address] ?? 1) - 1
      counts[entry.address] = rest > 0 ? rest : nil
      return entry
    }
  }

  /// The limits for all addresses and for one.
  let limit: Int
  let limitOfAnAddress: Int
  private let state = Mutex(State())
  private let crowdLeft: @Sendable () -> Void

  /// Fewer connections than this do not count as a crowd: each holds at most two pieces of an
  /// answer.
  private static let crowd = 64

  /// Places for this many connections, at most half of them for one address.
  ///
  /// - Parameter crowdLeft: called when seven of eight connections of a crowd have closed.
  init(limit: Int, crowdLeft: @escaping @Sendable () -> Void = SpareMemory.giveBackSoon) {
    self.crowdLeft = crowdLeft
    self.limit = max(2, limit)
    limitOfAnAddress = max(1, self.limit / 2)
  }

  /// The number of places for a process with this many descriptors; the rest are for files being
  /// scanned, analysed and streamed.
  static func limit(ofDescriptors limit: Int) -> Int {
    min(WebLimits.connections, max(limit - max(64, limit / 4), limit / 4))
  }

  /// How many connections there are.
  var count: Int { state.withLock { $0.entries.count } }

  /// Gives a connection a place until it closes; another may be closed for it.
  ///
  /// - Returns: nil if every place is in use and none can be freed.
  func enter(_ channel: any Channel) -> ConnectionPlace? {
    let address = channel.remoteAddress?.ipAddress ?? ""
    let (number, leaving) = state.withLock { state -> (Int?, Entry?) in
      var leaving: Entry?
      let isFull = state.entries.count >= limit
      if isFull || state.counts[address, default: 0] >= limitOfAnAddress {
        let crowd =
          state.counts[address, default: 0] >= limitOfAnAddress
          ? address : state.counts.max { $0.value < $1.value }?.key
        let first = state.entries.lazy.filter {
          $0.value.address == crowd && $0.value.use != .answering
        }.min { ($0.value.use.rawValue, $0.value.turn) < ($1.value.use.rawValue, $1.value.turn) }
        guard let first else { return (nil, nil) }
        leaving = state.remove(first.key)
      }
      state.next += 1
      state.entries[state.next] = Entry(channel: channel, address: address, turn: state.next)
      state.counts[address, default: 0] += 1
      state.crowd = max(state.crowd, state.entries.count)
      return (state.next, leaving)
    }
    // Outside the lock: closing a connection calls back here.
    leaving?.channel.close(promise: nil)
    guard let number else { return nil }
    channel.closeFuture.whenComplete { [self] _ in leave(number) }
    return ConnectionPlace(number: number, places: self)
  }

  /// Closes every connection at once.
  func closeAll() {
    for channel in state.withLock({ $0.entries.values.map(\.channel) }) {
      channel.close(promise: nil)
    }
  }

  fileprivate func change(_ number: Int, to use: Use) {
    state.withLock { state in
      guard state.entries[number] != nil, state.entries[number]?.use != use else { return }
      state.next += 1
      state.entries[number]?.use = use
      state.entries[number]?.turn = state.next
    }
  }

  private func leave(_ number: Int) {
    // The connection itself is released outside the lock.
    let (left, isLastOfCrowd) = state.withLock { ($0.remove(number), $0.hasLostCrowd()) }
    withExtendedLifetime(left) {}
    if isLastOfCrowd { crowdLeft() }
  }
}

/// The place of one connection.
struct ConnectionPlace: Sendable {
  fileprivate let number: Int
  fileprivate let places: ConnectionPlaces

  /// Records what the connection is doing.
  func set(_ use: ConnectionPlaces.Use) { places.change(number, to: use) }
}

/// Returns memory to the system after a crowd of connections has closed.
///
/// The GNU C library keeps freed memory, separately for each thread: after 2,048 connections, 24
/// MiB that were not in use.
enum SpareMemory {
  /// The delays after a crowd has left: memory is freed when the tasks of its connections have
  /// ended. The second delay is for a machine so busy that they have not ended by the first.
  private static let delays = [TimeAmount.seconds(2), .seconds(15)]

  /// Returns it after a delay. The call takes milliseconds, during which other threads may wait for
  /// memory.
  static func giveBackSoon() {
    for delay in delays {
      MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: delay) {
        NIOThreadPool.singleton.submit { _ in
          _ = trim?(0)
        }
      }
    }
  }

  /// `malloc_trim` of the GNU C library, which is not imported into Swift; nil elsewhere.
  private static let trim: (@convention(c) (Int) -> Int32)? = {
    guard let function = dlsym(nil, "malloc_trim") else { return nil }
    return unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)
  }()
}
