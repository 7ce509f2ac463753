import HTTPTypes

/// `GET /ws` without a valid RFC 6455 upgrade (WS-1); a valid one never gets here.
enum RefuseWebSocket: Route {
  static let path: [String?] = ["ws"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    switch WebSocketHandshake.refusal(of: call.head) {
    case .noUpgrade:
      throw .upgradeRequired
    case .otherVersion:
      throw .otherWebSocketVersion
    case .badKey:
      throw .malformedKey
    case nil:
      throw .noHandshake
    }
  }
}
