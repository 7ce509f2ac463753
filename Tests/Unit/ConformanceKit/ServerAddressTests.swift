import Testing

@testable import ConformanceKit

/// The address and token that a server prints (CON-28).
@Suite struct ServerAddressTests {
  private func address(_ line: String) -> ServerAddress? { ServerAddress(in: Array(line.utf8)) }

  @Test func `a token after the address is recognised`() throws {
    let found = try #require(address("Listening on http://127.0.0.1:8080/#token=a-Z.0_9~ (stop)"))
    #expect(found.host == "127.0.0.1")
    #expect(found.port == 8080)
    #expect(found.token == "a-Z.0_9~")
    #expect(address("http://[::1]:80/#token=x and more")?.token == "x")
  }

  @Test(arguments: [
    "http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/#token=",
    "http://127.0.0.1:8080/#x=y", "http://127.0.0.1:8080#token=x", "http://127.0.0.1:8080/?token=x",
  ])
  func `an address without a token has none`(_ line: String) throws {
    let found = try #require(address(line))
    #expect(found.port == 8080)
    #expect(found.token == nil)
  }

  @Test func `requests have the token, unless they set that field themselves`() throws {
    let found = try #require(address("http://127.0.0.1:8080/#token=secret"))
    func head(_ fields: [(name: String, value: [UInt8])]) -> String {
      let request = OutgoingRequest(
        method: "GET", target: Array("/".utf8), fields: fields, body: nil, isJSON: false)
      return String(decoding: request.bytes(for: found), as: UTF8.self)
    }
    #expect(head([]).contains("\r\nAuthorization: Bearer secret\r\n"))
    #expect(!head([("authorization", [])]).contains("secret"))
    let open = try #require(address("http://127.0.0.1:8080/"))
    let request = OutgoingRequest(
      method: "GET", target: Array("/".utf8), fields: [], body: nil, isJSON: false)
    #expect(!String(decoding: request.bytes(for: open), as: UTF8.self).contains("Authorization"))
  }
}
