import HTTPTypes
import Testing

@testable import WebHosting

@Suite struct AccessTokenTests {
  private func knows(_ fields: HTTPFields, _ target: String = "/") throws -> Bool {
    let token = try #require(AccessToken("s3cret-token"))
    let head = HTTPRequest(
      method: .get, scheme: "http", authority: "here", path: target, headerFields: fields)
    return token.isKnown(to: head, try #require(RequestTarget(target)))
  }

  @Test func `it may be in a header, a query or a cookie`() throws {
    #expect(try knows([.authorization: "Bearer s3cret-token"]))
    #expect(try knows([.authorization: "bearer s3cret-token"]))
    #expect(try knows([:], "/ws?token=s3cret-token"))
    #expect(try knows([.cookie: "a=b; mastering_token=s3cret-token; c=d"]))
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Bearer s3cret-toke", "Bearer s3cret-tokenn", "Bearer  s3cret-token",
    "Basic s3cret-token", "s3cret-token", "Bearer S3cret-token", "Bearer s3cret-tokens3cret-token",
  ])
  func `anything else is not it`(_ value: String) throws {
    #expect(try !knows([.authorization: value]))
    #expect(try !knows([.cookie: "xmastering_token=s3cret-token"]))
    #expect(try !knows([.cookie: "mastering_token=s3cret-tokem"]))
  }

  @Test func `every bit of it counts`() throws {
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
  func `what a cookie cannot hold, or anybody can guess, is none`(_ text: String) {
    #expect(AccessToken(text) == nil)
  }
}
