import MasteringService
import StrictJSON

/// `GET /health`: reports that the server is running, and its version.
enum ShowHealth: Route {
  static let path: [String?] = ["health"]
  static let isOpenToAll = true

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let program = door.service.implementation
    return Reply(json: [
      "status": "ok", "specification": .string(SpecificationEdition.current),
      "implementation": ["name": .string(program.name), "version": .string(program.version)],
    ])
  }
}
