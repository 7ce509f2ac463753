import Testing

@testable import WebHosting

@Suite struct HostNamesTests {
  private let local = HostNames(address: "127.0.0.1", additional: ["Studio.local"])

  @Test(arguments: [
    "127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080", "studio.local:8080",
  ])
  func `the server's own names are accepted`(_ host: String) {
    #expect(local.contain(host, port: 8080))
  }

  @Test(arguments: [
    "", "localhost", "localhost:80", "localhost:80800", "localhost:+8080", "localhost:08080x",
    "evil.example:8080", "localhost.evil.example:8080", "localhost.:8080", "127.0.0.2:8080",
    "[::1:8080", "::1:8080", "localhost:8080:8080", "user@localhost:8080", ":8080", "[]:8080",
    "0.0.0.0:8080", "localhost\u{0}:8080",
  ])
  func `other names are refused`(_ host: String) {
    #expect(!local.contain(host, port: 8080))
  }

  @Test func `port 80 may be omitted`() {
    #expect(local.contain("localhost", port: 80))
    #expect(!local.contain("localhost", port: 443))
  }

  @Test func `on all addresses, any numeric host is accepted, because DNS cannot redirect it`() {
    let all = HostNames(address: "0.0.0.0", additional: [])
    #expect(all.contain("192.168.1.5:8080", port: 8080))
    #expect(all.contain("[fe80::1]:8080", port: 8080))
    #expect(!all.contain("evil.example:8080", port: 8080))
    #expect(!all.contain("1.2.3.4.evil.example:8080", port: 8080))
  }

  @Test func `an origin must match the requested host`() {
    #expect(local.containOrigin("http://localhost:8080", host: "localhost:8080"))
    for origin in [
      "null", "", "https://localhost:8080", "http://localhost", "http://localhost:8081",
      "http://evil.example:8080", "http://localhost:8080.evil.example", "http://127.0.0.1:8080",
      "http://localhost:8080/",
    ] {
      #expect(!local.containOrigin(origin, host: "localhost:8080"), "\(origin)")
    }
  }

  @Test func `loopback is recognised by its numeric address`() {
    for address in ["127.0.0.1", "127.1.2.3", "::1", "localhost"] {
      #expect(ListeningAddress.isLoopback(address))
    }
    for address in ["0.0.0.0", "::", "192.168.0.1", "127.evil.example", "128.0.0.1", ""] {
      #expect(!ListeningAddress.isLoopback(address))
    }
  }
}
