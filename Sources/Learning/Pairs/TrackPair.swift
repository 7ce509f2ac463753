public import MasteringModel

/// The measurements of a track before and after mastering.
public struct TrackPair: Sendable, Hashable {
  /// Its name: its path relative to the folder of originals.
  public let name: String
  /// The original.
  public let before: Fingerprint
  /// The master.
  public let after: Fingerprint

  /// Creates a pair from its parts.
  public init(name: String, before: Fingerprint, after: Fingerprint) {
    self.name = name
    self.before = before
    self.after = after
  }

  /// What mastering changed.
  public var change: PredictedChange {
    PredictedChange(
      loudnessDB: after.loudnessDBFS - before.loudnessDBFS,
      crestDB: after.crestDB - before.crestDB,
      centroidHz: after.spectralCentroidHz - before.spectralCentroidHz)
  }

  /// The subfolder of the folder of originals that contains it; empty if none does.
  public var folder: String { Self.folder(ofFileAt: name) }

  /// The first folder of a relative path; empty if there is none.
  package static func folder(ofFileAt path: String) -> String {
    guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  /// Whether the original or the master is silent, so that nothing can be learned from it.
  public var isSilent: Bool { before.isSilent || after.isSilent }

  /// Whether mastering changed none of the metrics.
  public var isUnchanged: Bool { before == after }
}

extension Fingerprint {
  /// Whether nothing can be learned from the track, because it has no sound (LRN-4).
  package var isSilent: Bool { loudnessDBFS <= -99 }
}
