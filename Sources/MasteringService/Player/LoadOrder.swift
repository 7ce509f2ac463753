import MasteringModel
import Playback
import Synchronization

/// Passes loads to the player in the order of the calls, whichever task runs first.
///
/// A load waits only for its own answer. When a later one has been answered, those before it go to
/// the player with it: a client that does not read its answer, or has disconnected, delays no
/// other.
final class LoadOrder: Sendable {
  private struct Load: Sendable {
    let number: Int
    let trackID: Int
    let request: AnalysisRequest
    let settings: RecommendationSettings
  }

  private struct State {
    var nextNumber = 0
    /// Requested loads that have not been answered, in order.
    var unanswered: [Load] = []
    /// The load that went to the player last; the next goes after it.
    var last: Task<Void, Never>?
  }

  private let player: TrackPlayer
  private let state = Mutex(State())

  /// The order of the loads of a player.
  init(for player: TrackPlayer) {
    self.player = player
  }

  /// Reserves the next place.
  func place(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings
  ) -> PlacedLoad {
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      state.unanswered.append(
        Load(number: state.nextNumber, trackID: trackID, request: request, settings: settings))
      return state.nextNumber
    }
    return PlacedLoad(number, in: self)
  }

  /// Passes an answered load to the player, after those before it.
  ///
  /// - Returns: a task that ends when the player has it.
  @discardableResult
  func begin(_ number: Int) -> Task<Void, Never>? {
    state.withLock { state in
      let count = state.unanswered.prefix { $0.number <= number }.count
      let loads = Array(state.unanswered.prefix(count))
      state.unanswered.removeFirst(count)
      guard !loads.isEmpty else { return state.last }
      state.last = Task { [player, last = state.last] in
        await last?.value
        for load in loads {
          await player.load(
            trackID: load.trackID, request: load.request, settings: load.settings)
        }
      }
      return state.last
    }
  }

  /// Passes on every requested load, and returns when the player has them.
  func drain() async {
    let last = state.withLock { $0.nextNumber - 1 }
    await begin(last)?.value
  }
}

/// A load that has its place in the order, and goes to the player once it is answered.
///
/// It cannot get lost: releasing it counts as answering, so neither a client that disconnects nor a
/// cancelled call keeps it, or later loads, from the player.
public final class PlacedLoad: Sendable {
  private let number: Int
  private let order: LoadOrder

  init(_ number: Int, in order: LoadOrder) {
    self.number = number
    self.order = order
  }

  deinit { order.begin(number) }

  /// Makes the track the current one, after those requested before. Call it once the call has been
  /// answered. Returns at once.
  ///
  /// - Returns: a task that ends when the player has it.
  @discardableResult
  public func begin() -> Task<Void, Never>? { order.begin(number) }
}
