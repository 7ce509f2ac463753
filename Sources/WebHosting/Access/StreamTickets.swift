import Concurrency
import NIOCore
import Synchronization

/// Tickets that open the stream of one track without the token (HTTP-31): `<audio>` and downloads have
/// nothing but an address, and addresses get around.
final class StreamTickets: Sendable {
  /// The parameter of the query that holds one.
  static let parameter = "ticket"
  /// How long a ticket is good for after it was last used: longer than a player's buffer lasts.
  static let idleTime = TimeAmount.minutes(10)
  /// How long it is good for altogether.
  static let longestTime = TimeAmount.hours(12)
  /// How many there may be; the one that was not used for longest goes first.
  static let capacity = 1024

  private struct Ticket {
    let track: Int
    let endsAt: NIODeadline
    var usedAt: NIODeadline
  }

  private let tickets = Mutex(LeastRecentlyUsed<String, Ticket>(capacity: capacity))

  /// A new ticket for a track.
  func make(forTrack track: Int, at now: NIODeadline = .now()) -> String {
    let text = AccessToken.random()
    let ticket = Ticket(track: track, endsAt: now + Self.longestTime, usedAt: now)
    tickets.withLock { _ = $0.set(ticket, for: text) }
    return text
  }

  /// Whether a ticket opens the stream of a track now, which counts as using it.
  func admit(_ text: String, toTrack track: Int, at now: NIODeadline = .now()) -> Bool {
    tickets.withLock { tickets in
      guard var ticket = tickets.peek(text), ticket.track == track else { return false }
      guard now < ticket.endsAt, now - ticket.usedAt < Self.idleTime else {
        _ = tickets.remove(text)
        return false
      }
      ticket.usedAt = now
      _ = tickets.set(ticket, for: text)
      return true
    }
  }
}
