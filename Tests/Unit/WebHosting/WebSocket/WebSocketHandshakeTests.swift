import HTTPTypes
import Testing

@testable import WebHosting

@Suite struct WebSocketHandshakeTests {
  private func problem(
    _ changes: HTTPFields = [:], method: HTTPRequest.Method = .get
  ) -> WebSocketHandshake.Problem? {
    var fields: HTTPFields = [
      .upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13",
      .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    for field in changes { fields[field.name] = field.value.isEmpty ? nil : field.value }
    return WebSocketHandshake.refusal(
      of: HTTPRequest(
        method: method, scheme: "http", authority: "here", path: "/ws", headerFields: fields))
  }

  @Test func `the example of RFC 6455 is a handshake`() {
    #expect(problem() == nil)
    #expect(problem([.connection: "keep-alive, Upgrade", .upgrade: "WebSocket"]) == nil)
  }

  @Test func `a request without the fields is not an upgrade`() {
    #expect(problem([.upgrade: ""]) == .noUpgrade)
    #expect(problem([.connection: ""]) == .noUpgrade)
    #expect(problem([.upgrade: "h2c"]) == .noUpgrade)
    #expect(problem(method: .post) == .noUpgrade)
  }

  @Test func `other versions get the supported one`() {
    for version in ["", "8", "14", "13, 8", "013"] {
      #expect(problem([.secWebSocketVersion: version]) == .otherVersion)
    }
  }

  @Test(arguments: [
    "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==",
    "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBs*SBub25jZQ==", "c2hvcnQ=",
  ])
  func `a key is the base64 of 16 bytes`(_ key: String) {
    #expect(problem([.secWebSocketKey: key]) == .badKey)
  }
}
