import NIOCore
import Synchronization

/// Who is connected, and who gives way when there is no place left.
///
/// A newcomer is not turned away because of others who only sit there: of the connections of its own
/// address, where that has as many as one may have, and else of the address that has most, the one
/// goes that has asked for nothing for the longest time; where there is none, one that does not read
/// its answer, and then a WebSocket, whose page connects again. A request that is being answered
/// keeps its place.
final class ConnectionPlaces: Sendable {
  /// What a connection does, in the order in which they give way.
  enum Use: Int, Sendable {
    /// No request, or not the whole of one, has come since the last answer.
    case waiting
    /// It takes nothing of its answer.
    case stalled
    case webSocket
    case answering
  }

  private struct Entry {
    let channel: any Channel
    let address: String
    var use = Use.waiting
    /// Grows with every change, so that the smallest is the longest ago.
    var turn: Int
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var counts: [String: Int] = [:]
    var next = 0
    /// The most there were since memory was last given back.
    var crowd = 0

    /// Whether a crowd has gone, of whose memory most is not in use.
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

  /// How many there are for all, and for one address.
  let limit: Int
  let limitOfAnAddress: Int
  private let state = Mutex(State())
  private let crowdLeft: @Sendable () -> Void

  /// Fewer connections than these are no crowd: each holds two pieces of an answer at most.
  private static let crowd = 64

  /// Places for this many connections, of which one address gets at most half.
  ///
  /// - Parameter crowdLeft: called when seven of eight connections of a crowd have gone.
  init(limit: Int, crowdLeft: @escaping @Sendable () -> Void = SpareMemory.giveBackSoon) {
    self.crowdLeft = crowdLeft
    self.limit = max(2, limit)
    limitOfAnAddress = max(1, self.limit / 2)
  }

  /// How many places there are for a process that may have this many descriptors: what is left over is
  /// for the files that are looked through, listened to and streamed.
  static func limit(ofDescriptors limit: Int) -> Int {
    min(WebLimits.connections, max(limit - max(64, limit / 4), limit / 4))
  }

  /// How many connections there are.
  var count: Int { state.withLock { $0.entries.count } }

  /// Gives a connection a place, which it leaves when it ends; another may have to go for it.
  ///
  /// - Returns: nil where every place is in use and stays so.
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
    // Outside the lock: ending a connection comes back here.
    leaving?.channel.close(promise: nil)
    guard let number else { return nil }
    channel.closeFuture.whenComplete { [self] _ in leave(number) }
    return ConnectionPlace(number: number, places: self)
  }

  /// Ends every connection at once.
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
    // The connection itself goes outside the lock.
    let (left, isLastOfCrowd) = state.withLock { ($0.remove(number), $0.hasLostCrowd()) }
    withExtendedLifetime(left) {}
    if isLastOfCrowd { crowdLeft() }
  }
}

/// The place of one connection.
struct ConnectionPlace: Sendable {
  fileprivate let number: Int
  fileprivate let places: ConnectionPlaces

  /// Takes down what the connection does.
  func set(_ use: ConnectionPlaces.Use) { places.change(number, to: use) }
}
