import MasteringModel
import StrictJSON

/// The loudness of a track in a sidecar, with the state of the file it was measured from.
struct SidecarLoudness: Sendable, Equatable {
  let key: SidecarKey
  let loudness: TrackLoudness

  /// The entry to store under a key.
  init(_ loudness: TrackLoudness, for key: FingerprintKey) {
    self.key = SidecarKey(key)
    self.loudness = loudness.withoutDetails
  }

  /// As JSON; nil for impossible numbers.
  var json: JSON? {
    StoredLoudness.json(of: loudness)?.members.map { .object(key.members + $0) }
  }

  /// From JSON; nil for anything that this program does not write, and for impossible numbers.
  init?(_ json: JSON) {
    guard let key = SidecarKey(json), let loudness = StoredLoudness.loudness(of: json) else {
      return nil
    }
    self.key = key
    self.loudness = loudness
  }
}
