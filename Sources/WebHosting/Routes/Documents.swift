import HTTPTypes

/// `GET /openapi.yaml`: Spec/openapi.yaml.
enum ShowOpenAPI: Route {
  static let path: [String?] = ["openapi.yaml"]
  static let isOpenToAll = true

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try WebAsset.reply(named: "openapi.yaml", call.head)
  }
}

/// `GET /asyncapi.yaml`: Spec/asyncapi.yaml.
enum ShowAsyncAPI: Route {
  static let path: [String?] = ["asyncapi.yaml"]
  static let isOpenToAll = true

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try WebAsset.reply(named: "asyncapi.yaml", call.head)
  }
}
