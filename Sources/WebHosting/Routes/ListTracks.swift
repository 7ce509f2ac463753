import LibraryAnalysis
import MasteringModel
import StrictJSON

/// `GET /api/tracks`: the tracks of the library, without paths (HTTP-14).
enum ListTracks: Route {
  static let path: [String?] = ["api", "tracks"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    Reply(json: door.listings.tracks(of: door.library))
  }
}

extension LibraryTrack {
  /// The track as an entry of the list.
  var payload: JSON {
    [
      "track_id": .integer(number), "title": .string(title),
      "artist": artist.map(JSON.string) ?? .null, "album": album.map(JSON.string) ?? .null,
      "duration_seconds": durationSeconds.map(JSON.number) ?? .null,
      "media_type": .string(mediaType),
    ]
  }

  /// The type of the track's stream: for a part of a file, that of its decoded sound.
  private var mediaType: String {
    let own = MediaType.ofFile(named: path)
    guard let place = TrackPath(path), MediaType.ofFile(named: place.file) != own else {
      return own
    }
    return "audio/wav"
  }
}
