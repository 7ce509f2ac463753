import HTTPTypes

/// `GET /`: the page. It is the same on every server, and reads the token after the `#` of its
/// address, which browsers do not send to servers (HTTP-30).
enum ShowPage: Route {
  static let path: [String?] = []
  static let isOpenToAll = true

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try WebAsset.reply(named: "page/index.html", call.head)
  }
}
