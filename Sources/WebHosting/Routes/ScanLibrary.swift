import HTTPTypes
import LibraryAnalysis

/// `POST /api/library/scan`: scans the folders again (HTTP-15).
enum ScanLibrary: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "library", "scan"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try Parameters.requireNothing(inBody: call.body)
    await door.scanning.begin()
    return Reply(.accepted, json: door.library.progress.payload)
  }
}
