internal import LibraryAnalysis
internal import StrictJSON

/// `GET /api/tracks`: the tracks of the library, without a path (HTTP-14).
enum ListTracks: Route {
  static let path: [String?] = ["api", "tracks"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    Reply(json: door.listings.tracks(of: door.library))
  }
}

extension LibraryTrack {
  /// The track as the list has it.
  var payload: JSON {
    [
      "track_id": .integer(number), "title": .string(title),
      "artist": artist.map(JSON.string) ?? .null, "album": album.map(JSON.string) ?? .null,
      "duration_seconds": durationSeconds.map(JSON.number) ?? .null,
      "media_type": .string(MediaType.ofFile(named: path)),
    ]
  }
}
