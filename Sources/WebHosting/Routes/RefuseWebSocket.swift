import HTTPTypes

/// `GET /ws` without a valid RFC 6455 upgrade (WS-1); a valid one never gets here.
enum RefuseWebSocket: Route {
  static let path: [String?] = ["ws"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    switch WebSocketHandshake.refusal(of: call.head) {
    case .noUpgrade:
      throw upgradeRequired("This address is a WebSocket; request it with Upgrade: websocket.")
    case .otherVersion:
      var refusal = upgradeRequired("This WebSocket supports version 13 only.")
      refusal.fields[.secWebSocketVersion] = "13"
      throw refusal
    case .badKey:
      throw .malformedKey
    case nil:
      throw .noHandshake
    }
  }

  private static func upgradeRequired(_ message: String) -> Refusal {
    var refusal = Refusal(.upgradeRequired, "bad_request", message)
    refusal.fields[.upgrade] = "websocket"
    refusal.fields[.connection] = "Upgrade"
    return refusal
  }
}
