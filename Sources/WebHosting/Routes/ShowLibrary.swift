import LibraryAnalysis
import StrictJSON

/// `GET /api/library`: how far looking through the folders has come (HTTP-15).
enum ShowLibrary: Route {
  static let path: [String?] = ["api", "library"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    Reply(json: door.library.progress.payload)
  }
}

extension LibraryScanProgress {
  /// The members that `GET /api/library` answers with.
  var payload: JSON {
    [
      "state": .string(state.rawValue), "files_found": .integer(filesFound),
      "files_read": .integer(filesRead), "tracks": .integer(tracks),
      "problems": .integer(problems),
    ]
  }
}
