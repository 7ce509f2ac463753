import HTTPTypes
import Testing

@testable import WebHosting

@Suite struct AccessTokenTests {
  private func knows(_ fields: HTTPFields, isWebSocket: Bool = false) throws -> Bool {
    let token = try #require(AccessToken("s3cret-token"))
    let head = HTTPRequest(
      method: .get, scheme: "http", authority: "here", path: "/", headerFields: fields)
    return token.isKnown(to: head, isWebSocket: isWebSocket)
  }

  @Test func `it may be in a field or among a WebSocket's subprotocols`() throws {
    #expect(try knows([.authorization: "Bearer s3cret-token"]))
    #expect(try knows([.authorization: "bearer s3cret-token"]))
    let offer: HTTPFields = [.secWebSocketProtocol: "mastering, mastering.token.s3cret-token"]
    #expect(try knows(offer, isWebSocket: true))
    #expect(try !knows(offer))
    #expect(try !knows([.secWebSocketProtocol: "s3cret-token"], isWebSocket: true))
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Bearer s3cret-toke", "Bearer s3cret-tokenn", "Bearer  s3cret-token",
    "Basic s3cret-token", "s3cret-token", "Bearer S3cret-token", "Bearer s3cret-tokens3cret-token",
  ])
  func `any other value is refused`(_ value: String) throws {
    #expect(try !knows([.authorization: value]))
    #expect(try !knows([.cookie: "mastering_token=s3cret-token"]))
  }

  @Test func `a random token is different each time, and valid`() {
    let made = (0..<100).map { _ in AccessToken.random() }
    #expect(Set(made).count == 100)
    #expect(made.allSatisfy { $0.utf8.count == 32 && AccessToken($0) != nil })
  }

  @Test func `every character counts`() throws {
    let text = "s3cret-token"
    let token = try #require(AccessToken(text))
    for index in text.indices {
      var other = text
      other.replaceSubrange(index...index, with: text[index] == "x" ? "y" : "x")
      #expect(!token.equals(other[...]))
    }
    #expect(token.equals(text[...]))
  }

  @Test(arguments: ["", "short77", "has a space", "semi;colon", "ümlautümlaut", "line\nbreak"])
  func `a text that a field cannot hold, or that is easily guessed, is not a token`(_ text: String)
  {
    #expect(AccessToken(text) == nil)
  }
}
