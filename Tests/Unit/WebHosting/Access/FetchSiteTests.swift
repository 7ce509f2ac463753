import HTTPTypes
import Testing

@testable import WebHosting

/// Which pages may send requests, according to the browser's fields.
@Suite struct FetchSiteTests {
  private func isForeign(
    _ fields: [String: String], method: HTTPRequest.Method = .get, toPage: Bool = false
  ) throws -> Bool {
    var head = HTTPRequest(method: method, scheme: nil, authority: nil, path: "/")
    for (name, value) in fields {
      head.headerFields[try #require(HTTPField.Name(name))] = value
    }
    return FetchSite.isForeign(head, toPage: toPage)
  }

  @Test(arguments: ["same-origin", "none", nil])
  func `the page itself, a user and a program may send requests`(_ site: String?) throws {
    #expect(try !isForeign(site.map { ["Sec-Fetch-Site": $0] } ?? [:]))
  }

  @Test(arguments: ["cross-site", "same-site", "SAME-ORIGIN", "", "same-origin, none"])
  func `no other page may`(_ site: String) throws {
    #expect(try isForeign(["Sec-Fetch-Site": site]))
    #expect(try isForeign(["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"]))
    #expect(try isForeign(["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"], toPage: true))
  }

  @Test func `another site may link to the page`() throws {
    let link = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"]
    #expect(try !isForeign(link, toPage: true))
    #expect(try isForeign(link, method: .post, toPage: true))
  }
}
