import HTTPTypes

/// `GET /`: the page. It is the same on every server, and finds the token behind the `#` of its
/// address, which browsers send to no server (HTTP-30).
enum ShowPage: Route {
  static let path: [String?] = []
  static let isOpenToAll = true

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try WebAsset.reply(named: "page/index.html", call.head)
  }
}
