public import MasteringModel

/// A track before and after mastering, as it measured.
public struct TrackPair: Sendable, Hashable {
  /// The name it is known by: its path below the folder of originals.
  public let name: String
  /// The original.
  public let before: Fingerprint
  /// The master.
  public let after: Fingerprint

  /// A pair from its parts.
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

  /// The folder directly below the folder of originals that it lies in; empty where it lies in none.
  public var folder: String {
    guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(name[..<slash])
  }

  /// Whether the original or the master has no sound, of which nothing can be learned.
  public var isSilent: Bool {
    [before, after].contains { $0.loudnessDBFS <= -99 }
  }

  /// Whether mastering changed nothing that is measured.
  public var isUnchanged: Bool { before == after }
}
