import MasteringService
import StrictJSON

/// `GET /health`: whether the server is there, and which.
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
