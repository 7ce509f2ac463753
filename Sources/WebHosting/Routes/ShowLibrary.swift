import LibraryAnalysis
import StrictJSON

/// `GET /api/library`: the progress of the scan of the folders (HTTP-15).
enum ShowLibrary: Route {
  static let path: [String?] = ["api", "library"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    Reply(json: door.library.progress.payload)
  }
}

extension LibraryScanProgress {
  /// The members of the answer to `GET /api/library`.
  var payload: JSON {
    [
      "state": .string(state.rawValue), "files_found": .integer(filesFound),
      "files_read": .integer(filesRead), "tracks": .integer(tracks),
      "problems": .integer(problems),
    ]
  }
}
