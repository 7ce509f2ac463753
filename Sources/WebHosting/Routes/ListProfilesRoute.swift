import MasteringService
import WireFormat

/// `GET /api/profiles`: the catalogue, as in `profiles.list`.
enum ListProfilesRoute: Route {
  static let path: [String?] = ["api", "profiles"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    Reply(json: door.listings.profiles(of: door.service.profiles))
  }
}
