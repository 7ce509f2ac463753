import LibraryAnalysis
import MasteringModel
import MasteringService
import NIOCore
import StrictJSON
import Synchronization
import WireFormat

/// The long answers, serialised once for all requests, so that a client that does not read costs no
/// additional memory.
final class Listings: Sendable {
  private struct Tracks {
    let revision: Int
    let count: Int
    let text: ByteBuffer
  }

  private struct Profiles {
    let version: CatalogueVersion
    let text: ByteBuffer
  }

  private let tracks = Mutex<Tracks?>(nil)
  private let profiles = Mutex<Profiles?>(nil)

  /// Below this many tracks, the list is serialised again for each track found.
  private static let fewTracks = 1000

  /// The list of the tracks.
  ///
  /// During a scan the list grows with every file, and clients that do not read would each hold a
  /// different one. So a long list is serialised again only when it has grown by a quarter, and
  /// when the scan has ended: all lists held together are at most five times the last.
  func tracks(of library: TrackLibrary) -> ByteBuffer {
    tracks.withLock { known in
      let now = library.listing
      if let known {
        let isNew = now.revision != known.revision
        let hasGrown = now.tracks.count >= known.count + known.count / 4
        let isLong = known.count >= Self.fewTracks && now.tracks.count >= known.count
        guard isNew, now.isReady || hasGrown || !isLong else { return known.text }
      }
      let text = ByteBuffer(bytes: Self.payload(of: now.tracks).utf8())
      known = Tracks(revision: now.revision, count: now.tracks.count, text: text)
      return text
    }
  }

  private static func payload(of tracks: [LibraryTrack]) -> JSON {
    ["tracks": .array(tracks.map(\.payload))]
  }

  /// The list of the profiles.
  func profiles(of live: LiveProfiles) -> ByteBuffer {
    let catalogue = live.current
    return profiles.withLock { known in
      if let known, known.version == catalogue.version { return known.text }
      let text = ByteBuffer(bytes: catalogue.payload.utf8())
      known = Profiles(version: catalogue.version, text: text)
      return text
    }
  }
}
