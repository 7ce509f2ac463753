import MasteringModel

/// An entry to store, different from every other entry in all its parts.
struct CacheEntry {
  let name: String
  let key: FingerprintKey
  let analysis: TrackAnalysis

  /// The entry of a numbered track, by default in a file of that number. The stamp distinguishes
  /// values stored for the same track.
  init(_ track: Int, stamp: Double = 0, path: String? = nil) {
    let number = Double(track)
    let fingerprint = Fingerprint.sample(
      loudnessDBFS: 0 - number / 70, crestDB: number / 3, zeroCrossingRate: 1 / (number + 3))
    name = path.map { "the track \(Self.escaped($0))" } ?? "track \(track)"
    key = .sample(identity: .sample(path: path ?? "/music/\(track).flac"))
    analysis = .sample(
      fingerprint: fingerprint, analysedSeconds: stamp, sampleRateHz: 1000 + track,
      durationSeconds: stamp)
  }

  private init(_ name: String, _ analysis: TrackAnalysis) {
    self.name = name
    self.key = .sample()
    self.analysis = analysis
  }

  /// A path without invisible characters, such that no two look the same.
  private static func escaped(_ path: String) -> String {
    path.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
  }

  /// Whether the analysis was stored for this track, with any stamp.
  func couldHave(_ other: TrackAnalysis) -> Bool {
    other.fingerprint == analysis.fingerprint && other.sampleRateHz == analysis.sampleRateHz
      && other.durationSeconds == other.analysedSeconds
  }

  /// File names that are easily confused with another, or with something other than a name. The
  /// first two are canonically equivalent.
  static let awkwardlyNamed: [CacheEntry] = [
    "\u{e9}.flac", "e\u{301}.flac", "E.flac", "e.flac", "e", "e.flac ", " e.flac", "e.flac\n",
    "e.flac.", "'.flac", "''.flac", "\".flac", "x'; DROP TABLE analysis; --.flac", "%.flac",
    "_.flac", "*.flac", "?.flac", "\\.flac", "\\\\.flac", "%65.flac", "&amp;.flac", "~", "...",
    "-e", "\u{1}.flac", "\u{1F3B8}.flac", "\u{FB01}.flac", "fi.flac",
    String(repeating: "long", count: 60),
  ].enumerated().map { CacheEntry(1000 + $0.offset, path: "/music/" + $0.element) }

  /// Values that are easily lost on the way to a disk and back: empty ones, extremes, digits, the
  /// sign of zero.
  static let awkward: [CacheEntry] = {
    let zero = Fingerprint.sample(
      loudnessDBFS: 0, crestDB: 0, spectralCentroidHz: 0, zeroCrossingRate: 0)
    // Stored after the one above, from which it differs only in its bits.
    let minusZero = Fingerprint.sample(
      loudnessDBFS: -0.0, crestDB: -0.0, spectralCentroidHz: -0.0, zeroCrossingRate: -0.0)
    return [
      CacheEntry("a plain track", .sample()),
      CacheEntry(
        "a track of extremes",
        .sample(
          fingerprint: .sample(
            loudnessDBFS: -100, peakDBFS: 0.1 + 0.2, crestDB: .leastNonzeroMagnitude,
            spectralCentroidHz: 1 / 3, spectralRolloffHz: 22_049.999_999_999_996,
            zeroCrossingRate: 1),
          analysedSeconds: 1 / 7, sampleRateHz: 768_000, channels: 1, durationSeconds: nil,
          isPartial: true)),
      CacheEntry("a track without length", .sample(durationSeconds: 0)),
      CacheEntry(
        "a track of zeros", .sample(fingerprint: zero, analysedSeconds: 0, durationSeconds: 0)),
      CacheEntry(
        "a track of zeros with a minus",
        .sample(fingerprint: minusZero, analysedSeconds: -0.0, durationSeconds: -0.0)),
    ]
  }()
}

extension FingerprintKey {
  /// An equal key that shares nothing with this one.
  var copied: FingerprintKey {
    let identity = TrackIdentity(
      path: String(decoding: Array(identity.path.utf8), as: UTF8.self),
      sizeBytes: identity.sizeBytes, modifiedAtNanoseconds: identity.modifiedAtNanoseconds)
    return FingerprintKey(
      identity: identity, window: window, allowsPartialAudio: allowsPartialAudio,
      definition: definition)
  }
}
