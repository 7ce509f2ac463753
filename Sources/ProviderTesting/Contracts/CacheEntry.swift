internal import MasteringModel

/// Something to store, different from every other entry in all its parts.
struct CacheEntry {
  let name: String
  let key: RecommendationKey
  let analysis: TrackAnalysis
  let recommendation: Recommendation

  /// The entry of a numbered track, in a file of that number unless said otherwise. The stamp tells
  /// values apart that were stored for one track.
  init(_ track: Int, stamp: Double = 0, path: String? = nil) {
    let number = Double(track)
    let fingerprint = Fingerprint.sample(
      loudnessDBFS: 0 - number / 70, crestDB: number / 3, zeroCrossingRate: 1 / (number + 3))
    let settings = RecommendationSettings.sample(topK: track + 1)
    let profile = Profile.sample(id: "profile-\(track)")
    name = path.map { "the track \(Self.escaped($0))" } ?? "track \(track)"
    key = .sample(
      fingerprint: .sample(identity: .sample(path: path ?? "/music/\(track).flac")),
      settings: settings)
    analysis = .sample(
      fingerprint: fingerprint, analysedSeconds: stamp, sampleRateHz: 1000 + track,
      durationSeconds: stamp)
    recommendation = .sample(
      fingerprint: fingerprint, settings: settings, ranking: [.sample(profile)],
      predictedChange: PredictedChange(loudnessDB: stamp, crestDB: stamp, centroidHz: number))
  }

  private init(_ name: String, _ analysis: TrackAnalysis, _ recommendation: Recommendation) {
    self.name = name
    self.key = .sample()
    self.analysis = analysis
    self.recommendation = recommendation
  }

  /// A path of which nothing is invisible, and no two look the same.
  private static func escaped(_ path: String) -> String {
    path.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
  }

  /// Whether the analysis was stored for this track, with whatever stamp.
  func couldHave(_ other: TrackAnalysis) -> Bool {
    other.fingerprint == analysis.fingerprint && other.sampleRateHz == analysis.sampleRateHz
      && other.durationSeconds == other.analysedSeconds
  }

  /// Whether the recommendation was stored for this track, with whatever stamp.
  func couldHave(_ other: Recommendation) -> Bool {
    other.fingerprint == recommendation.fingerprint && other.settings == recommendation.settings
      && other.ranking == recommendation.ranking
      && other.predictedChange.centroidHz == recommendation.predictedChange.centroidHz
      && other.predictedChange.loudnessDB == other.predictedChange.crestDB
  }

  /// Names of files that are easily taken for another, or for something else than a name. The first
  /// two only look the same.
  static let awkwardlyNamed: [CacheEntry] = [
    "\u{e9}.flac", "e\u{301}.flac", "E.flac", "e.flac", "e", "e.flac ", " e.flac", "e.flac\n",
    "e.flac.", "'.flac", "''.flac", "\".flac", "x'; DROP TABLE analysis; --.flac", "%.flac",
    "_.flac", "*.flac", "?.flac", "\\.flac", "\\\\.flac", "%65.flac", "&amp;.flac", "~", "...",
    "-e", "\u{1}.flac", "\u{1F3B8}.flac", "\u{FB01}.flac", "fi.flac",
    String(repeating: "long", count: 60),
  ].enumerated().map { CacheEntry(1000 + $0.offset, path: "/music/" + $0.element) }

  /// Values that are easily lost on the way to a disk and back: nothing, extremes, digits, the sign
  /// of zero, quotes, the spelling of letters.
  static let awkward: [CacheEntry] = {
    let extreme = Profile.sample(
      id: "x", name: "Ünïcödé \u{1F3B8} \"quoted\" \\ \n 'single'", version: "1.10",
      description: "",
      detectionRules: .sample(
        loudnessDBFS: -0.1...0.1, crestDB: 0.1 + 0.2...1e15,
        zeroCrossingRate: 0 ... .leastNonzeroMagnitude, spectralCentroidHz: 0...22_050),
      processingTargets: .sample(
        loudnessChangeDB: -.leastNonzeroMagnitude, crestChangeDB: 1.797e308,
        centroidChangeHz: 1 / 3,
        targetLoudnessDBFS: -18.5),
      confidence: 1, releaseType: "", genreHint: "pop/funk", eraEstimate: -1)
    let plain = Profile.sample(eraEstimate: 1987)
    // Of each pair one is stored after the other, from which only its bits tell it.
    let composed = Profile.sample(name: "\u{e9}", genreHint: "\u{c5}")
    let decomposed = Profile.sample(name: "e\u{301}", genreHint: "A\u{30a}")
    let zero = Fingerprint.sample(
      loudnessDBFS: 0, crestDB: 0, spectralCentroidHz: 0, zeroCrossingRate: 0)
    let minusZero = Fingerprint.sample(
      loudnessDBFS: -0.0, crestDB: -0.0, spectralCentroidHz: -0.0, zeroCrossingRate: -0.0)
    return [
      CacheEntry("a plain track", .sample(), .sample()),
      CacheEntry(
        "a track of extremes",
        .sample(
          fingerprint: .sample(
            loudnessDBFS: -100, peakDBFS: 0.1 + 0.2, crestDB: .leastNonzeroMagnitude,
            spectralCentroidHz: 1 / 3, spectralRolloffHz: 22_049.999_999_999_996,
            zeroCrossingRate: 1),
          analysedSeconds: 1 / 7, sampleRateHz: 768_000, channels: 1, durationSeconds: nil,
          isPartial: true),
        .sample(
          settings: .sample(confidenceThreshold: 1, topK: Int(Int32.max)),
          ranking: [.sample(extreme, score: 0.1 + 0.2), .sample(plain, score: 1e-300)],
          kind: .hybrid([
            WeightedProfile(profile: extreme, weight: 2.0 / 3),
            WeightedProfile(profile: plain, weight: 1.0 / 3),
          ]))),
      CacheEntry(
        "a track that nothing fits", .sample(durationSeconds: 0),
        .sample(
          ranking: [], primaryProfile: plain, kind: .fallback,
          predictedChange: PredictedChange.none)),
      CacheEntry(
        "a track of zeros", .sample(fingerprint: zero, analysedSeconds: 0, durationSeconds: 0),
        .sample(
          fingerprint: zero,
          predictedChange: PredictedChange(loudnessDB: 0, crestDB: 0, centroidHz: 0))),
      CacheEntry(
        "a track of zeros with a minus",
        .sample(fingerprint: minusZero, analysedSeconds: -0.0, durationSeconds: -0.0),
        .sample(
          fingerprint: minusZero,
          predictedChange: PredictedChange(loudnessDB: -0.0, crestDB: -0.0, centroidHz: -0.0))),
      CacheEntry(
        "a profile whose letters have accents", .sample(), .sample(ranking: [.sample(composed)])),
      CacheEntry(
        "a profile whose accents stand alone", .sample(), .sample(ranking: [.sample(decomposed)])),
    ]
  }()
}

extension RecommendationKey {
  /// An equal key that shares nothing with this one.
  var copied: RecommendationKey {
    let identity = TrackIdentity(
      path: String(decoding: Array(fingerprint.identity.path.utf8), as: UTF8.self),
      sizeBytes: fingerprint.identity.sizeBytes,
      modifiedAtNanoseconds: fingerprint.identity.modifiedAtNanoseconds)
    return RecommendationKey(
      fingerprint: FingerprintKey(
        identity: identity, window: fingerprint.window,
        allowsPartialAudio: fingerprint.allowsPartialAudio, definition: fingerprint.definition),
      settings: settings, catalogue: catalogue)
  }
}
