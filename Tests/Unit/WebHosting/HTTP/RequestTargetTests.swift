import Testing

@testable import WebHosting

@Suite struct RequestTargetTests {
  @Test func `a path is split into its segments`() {
    #expect(RequestTarget("/")?.segments == [])
    #expect(RequestTarget("/api/tracks")?.segments == ["api", "tracks"])
    #expect(RequestTarget("/api/tracks/")?.segments == ["api", "tracks", ""])
    #expect(RequestTarget("//api")?.segments == ["", "api"])
  }

  @Test func `encoded slashes and dots neither split nor climb`() {
    #expect(RequestTarget("/page/a%2Fb")?.segments == ["page", "a/b"])
    #expect(RequestTarget("/page/%2e%2e/x")?.segments == ["page", "..", "x"])
    #expect(RequestTarget("/a?x=1%26y=2")?.query.map(\.name) == ["x"])
  }

  @Test(arguments: [
    "", "api", "http://here/api", "*", "/%", "/%4", "/%zz", "/?a=%", "/%ff", "/%c0%ae",
  ])
  func `a target that is not a path, or is badly encoded, is refused`(_ text: String) {
    #expect(RequestTarget(text) == nil)
  }

  @Test func `a query is its parameters in order`() {
    let query = RequestTarget("/?b=1&a=x+y%2B&b=&c&=z&&d=1=2")?.query ?? []
    #expect(query.map(\.name) == ["b", "a", "b", "c", "", "d"])
    #expect(query.map(\.value) == ["1", "x y+", "", "", "z", "1=2"])
  }
}
