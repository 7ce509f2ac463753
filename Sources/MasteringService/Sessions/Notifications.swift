internal import MasteringModel
internal import Streaming
internal import StrictJSON
internal import WireFormat

/// Passes the player's events on as JSON-RPC notifications, in their order and as fast as they are
/// taken.
struct Notifications: Sendable {
  let service: Service
  let outbox: any Outbox

  /// Sends events until there are no more.
  ///
  /// Where they were not taken fast enough for the player, it goes on from the current state.
  func pass(on events: EventSubscription<PlayerEvent>) async {
    var events = events
    while !Task.isCancelled {
      do throws(SubscriberDropped) {
        for try await event in events {
          await outbox.room()
          outbox.send(line(for: event))
        }
        return
      } catch {
        events = service.player.events.subscribe()
      }
    }
  }

  private func line(for event: PlayerEvent) -> [UInt8] {
    let message: any Message
    switch event {
    case .trackLoaded(let trackID): message = TrackLoadedMessage(trackID: trackID)
    case .progress(let trackID, let status, let words):
      message = FingerprintProgressMessage(
        trackID: trackID, status: status.onTheWire, message: words)
    case .recommendation(let trackID, let recommendation):
      message = RecommendationMessage(trackID: trackID, recommendation: recommendation)
    case .failed(let trackID, let failure):
      message = RecommendationFailedMessage(trackID: trackID, failure: FailureReport(failure))
    }
    return message.notification.utf8() + [Session.lineEnd]
  }
}

extension FingerprintStatus {
  fileprivate var onTheWire: FingerprintProgressMessage.Status {
    switch self {
    case .analyzing: .analyzing
    case .complete: .complete
    case .cached: .cached
    case .failed: .failed
    }
  }
}
