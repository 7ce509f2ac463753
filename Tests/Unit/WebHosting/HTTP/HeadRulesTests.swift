import HTTPTypes
import NIOHTTP1
import Testing

@testable import WebHosting

@Suite struct HeadRulesTests {
  private func status(
    _ fields: HTTPHeaders, uri: String = "/", version: HTTPVersion = .http1_1,
    method: HTTPMethod = .POST
  ) -> Int? {
    HeadRules.refusal(
      of: HTTPRequestHead(version: version, method: method, uri: uri, headers: fields))?
      .status.code
  }

  @Test func `an ordinary head is accepted`() {
    #expect(status(["host": "localhost"]) == nil)
    #expect(status(["host": "localhost", "content-length": "65536"]) == nil)
    #expect(status(["host": "localhost", "transfer-encoding": "chunked"]) == nil)
    #expect(status([:], version: .http1_0) == nil)
    // The form sent to proxies, which every server must accept.
    #expect(status(["host": "here:80"], uri: "http://HERE:80/api") == nil)
  }

  @Test(arguments: [
    HTTPHeaders(), ["host": "a", "Host": "a"],
    ["host": "a", "content-length": "1", "transfer-encoding": "chunked"],
    ["host": "a", "content-length": "1", "Content-Length": "1"],
    ["host": "a", "content-length": "1, 1"], ["host": "a", "content-length": "-1"],
    ["host": "a", "content-length": "0x1"],
    ["host": "a", "content-length": "99999999999999999999"],
    ["host": "a", "transfer-encoding": "gzip, chunked"],
    ["host": "a", "transfer-encoding": "xchunked"],
    ["host": "a", "transfer-encoding": "chunked", "Transfer-Encoding": "identity"],
  ])
  func `an ambiguous head is refused`(_ fields: HTTPHeaders) {
    #expect(status(fields) == 400)
  }

  @Test func `HTTP 1_0 has no chunks`() {
    #expect(status(["transfer-encoding": "chunked"], version: .http1_0) == 400)
  }

  @Test(arguments: ["http://elsewhere/", "https://a/", "http://a@b/", "elsewhere:80", "*", ""])
  func `a target that is not a path or names another host is refused`(_ uri: String) {
    #expect(status(["host": "a"], uri: uri) == 400)
  }

  @Test func `limits are exact to the byte`() {
    let longest = "/" + String(repeating: "a", count: WebLimits.targetBytes - 1)
    #expect(status(["host": "a"], uri: longest) == nil)
    #expect(status(["host": "a"], uri: longest + "a") == 414)
    // The target, and for each field its name, its value and four bytes.
    let rest = WebLimits.headBytes - 1 - ("host".count + 1 + 4) - ("x".count + 4)
    #expect(status(["host": "a", "x": String(repeating: "a", count: rest)]) == nil)
    #expect(status(["host": "a", "x": String(repeating: "a", count: rest + 1)]) == 431)
    #expect(status(["host": "a", "content-length": "65537"]) == 413)
  }
}
