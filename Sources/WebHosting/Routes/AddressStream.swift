import HTTPTypes
import NIOCore
import StrictJSON

/// `POST /api/player/stream/{track_id}/address`: a temporary address of the stream that needs no
/// token (HTTP-31).
enum AddressStream: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path = ["api", "player", "stream", nil, "address"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    guard let path = try door.allowedPath(ofTrack: call.trackID) else { throw .noSuchTrack }
    let ticket = door.tickets.make(forTrack: call.trackID, inFile: path)
    return Reply(json: [
      "address": .string(
        "/api/player/stream/\(call.trackID)?\(StreamTickets.parameter)=\(ticket)"),
      "expires_in_seconds": .integer(Int(StreamTickets.idleTime.nanoseconds / 1_000_000_000)),
    ])
  }
}
