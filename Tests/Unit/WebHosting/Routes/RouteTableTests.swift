import Foundation
import NIOCore
import Testing

@testable import WebHosting

@Suite struct RouteTableTests {
  /// `GET /api/tracks` and so on, as openapi.yaml lists them.
  private func documented() throws -> Set<String> {
    let text = String(
      decoding: try #require(WebAsset.all["openapi.yaml"]).bytes.readableBytesView, as: UTF8.self)
    var routes: Set<String> = []
    var path = ""
    for line in text.split(separator: "\n").drop(while: { $0 != "paths:" }).dropFirst() {
      guard line.hasPrefix("  ") else { break }
      let word = line.dropFirst(2).prefix { $0 != ":" }
      if line.hasPrefix("  /") {
        path = String(word)
      } else if line.hasPrefix("    "), ["get", "head", "post"].contains(word.dropFirst(2)) {
        routes.insert("\(word.dropFirst(2).uppercased()) \(path)")
      }
    }
    return routes
  }

  @Test func `the routes are those in the document`() throws {
    let routes = RouteTable.all.flatMap { route in
      route.methods.map { method in
        "\(method) /\(route.path.map { $0 ?? "{track_id}" }.joined(separator: "/"))"
      }
    }
    #expect(Set(routes).union(["HEAD /api/player/stream/{track_id}"]) == (try documented()))
  }

  @Test func `a path leads to its route`() {
    for route in RouteTable.all {
      let segments = route.path.map { $0 ?? "7" }
      guard case .route(let found, let track) = RouteTable.match(segments) else {
        Issue.record("\(segments) leads nowhere")
        continue
      }
      #expect(ObjectIdentifier(found) == ObjectIdentifier(route))
      #expect(track == (route.path.contains(nil) ? "7" : nil))
    }
  }

  @Test(arguments: [
    ["api"], ["api", "tracks", ""], ["API", "tracks"], ["", ""], ["page"], ["health", "x"],
  ])
  func `other paths lead nowhere`(_ segments: [String]) {
    guard case .nothing = RouteTable.match(segments) else {
      Issue.record("\(segments) leads somewhere")
      return
    }
  }

  @Test func `routes without a token reveal nothing`() {
    let open = RouteTable.all.filter { $0.isOpenToAll }
    #expect(
      Set(open.map { "\($0)" }) == ["ShowHealth", "ShowOpenAPI", "ShowAsyncAPI", "ShowPage"])
    #expect(RouteTable.all.filter { $0.takesTickets }.map { "\($0)" } == ["StreamTrack"])
  }
}
