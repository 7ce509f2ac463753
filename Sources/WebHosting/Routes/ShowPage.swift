internal import HTTPTypes

/// `GET /`: the page. With the right `token` in its query it takes the token into a cookie, and the
/// address to one without (HTTP-22).
enum ShowPage: Route {
  static let path: [String?] = []

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    if let token = door.token, let claim = call.target.value(of: AccessToken.parameter),
      token.equals(claim[...])
    {
      return Reply(
        .seeOther,
        [.location: "/", .setCookie: token.cookieField, .cacheControl: "no-store"])
    }
    return try WebAsset.reply(named: "page/index.html", call.head)
  }
}
