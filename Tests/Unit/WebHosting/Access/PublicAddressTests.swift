import Testing

@testable import WebHosting

/// The public addresses of a server behind a proxy.
@Suite struct PublicAddressTests {
  private func names(_ urls: String...) throws -> HostNames {
    HostNames(
      address: "127.0.0.1", additional: [],
      publicAddresses: try urls.map { try #require(PublicAddress($0)) })
  }

  @Test(arguments: ["https://music.example", "https://music.example/", "HTTPS://Music.Example:443"])
  func `its pages may send requests, whatever host name the proxy forwards`(_ url: String) throws {
    let names = try names(url)
    for host in ["music.example", "music.example:443"] {
      #expect(names.contain(host, port: 8080))
      #expect(names.containOrigin("https://music.example", host: host))
    }
    #expect(names.containOrigin("https://music.example", host: "127.0.0.1:8080"))
  }

  @Test(arguments: [
    "http://music.example:8080", "https://music.example:8443", "https://other.example", "null",
    "https://music.example.evil.example", "https://evil.example/https://music.example",
  ])
  func `other origins may not`(_ origin: String) throws {
    let names = try names("https://music.example")
    #expect(!names.containOrigin(origin, host: "music.example"))
    #expect(!names.containOrigin(origin, host: "127.0.0.1:8080"))
  }

  @Test func `other names and ports are not its own`() throws {
    let names = try names("https://music.example:8443", "http://plain.example")
    #expect(names.contain("music.example:8443", port: 8080))
    #expect(names.contain("plain.example", port: 8080))
    for host in ["music.example", "music.example:443", "plain.example:8080", "other.example"] {
      #expect(!names.contain(host, port: 8080))
    }
    #expect(names.containOrigin("https://music.example:8443", host: "localhost:8080"))
    #expect(names.containOrigin("http://plain.example", host: "localhost:8080"))
  }

  @Test(arguments: [
    "", "music.example", "ftp://music.example", "https://", "https:///", "https://a/path",
    "https://user@music.example", "https://music.example?x", "https://music.example:0",
    "https://music.example:x", "https://music.example:65536", "https://mus ic.example",
  ])
  func `an invalid address is refused`(_ text: String) {
    #expect(PublicAddress(text) == nil)
  }
}
