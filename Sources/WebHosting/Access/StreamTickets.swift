import Concurrency
import NIOCore
import Synchronization
import SystemFiles

/// Tickets that open the stream of one track without the token (HTTP-31): `<audio>` and downloads
/// can only send a URL, and URLs spread.
final class StreamTickets: Sendable {
  /// The query parameter for a ticket.
  static let parameter = "ticket"
  /// How long a ticket is valid after its last use: longer than a player's buffer.
  static let idleTime = TimeAmount.minutes(10)
  /// How long it is valid in total.
  static let longestTime = TimeAmount.hours(12)
  /// The most tickets kept; the least recently used one is dropped first.
  static let capacity = 1024

  private struct Ticket {
    let track: Int
    let file: ExactPath
    let endsAt: NIODeadline
    var usedAt: NIODeadline
  }

  private let tickets = Mutex(LeastRecentlyUsed<String, Ticket>(capacity: capacity))

  /// A new ticket for the file that is a track now. A number can be given to another file later.
  func make(forTrack track: Int, inFile path: String, at now: NIODeadline = .now()) -> String {
    let text = AccessToken.random()
    let ticket = Ticket(
      track: track, file: ExactPath(path), endsAt: now + Self.longestTime, usedAt: now)
    tickets.withLock { _ = $0.set(ticket, for: text) }
    return text
  }

  /// The file that a ticket opens now, which counts as a use; nil if it opens none.
  ///
  /// - Parameter path: the file that is the track now; only asked for a valid ticket of the track,
  ///   since asking counts as a use of the track.
  func file(
    of text: String, forTrack track: Int, at now: NIODeadline, path: () -> String?
  ) -> ExactPath? {
    tickets.withLock { tickets in
      guard var ticket = tickets.peek(text), ticket.track == track else { return nil }
      guard now < ticket.endsAt, now - ticket.usedAt < Self.idleTime else {
        _ = tickets.remove(text)
        return nil
      }
      guard let path = path(), ExactPath(path) == ticket.file else { return nil }
      ticket.usedAt = now
      _ = tickets.set(ticket, for: text)
      return ticket.file
    }
  }
}
