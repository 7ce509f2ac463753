public import MasteringModel

/// The promises of ``RecommendationCache`` as a check.
///
///     let broken = await RecommendationCacheContract { MyCache(capacity: 100) }.check()
///     #expect(broken.isEmpty)
///
/// The factory makes caches that work, each with nothing in it; a ``CacheFailure`` is reported
/// under the promise that it kept from being shown. A cache may forget, so one that remembers
/// nothing passes.
public struct RecommendationCacheContract: Sendable {
  private let make: @Sendable () async -> any RecommendationCache

  /// The check of the caches that the factory makes.
  public init(_ make: @escaping @Sendable () async -> any RecommendationCache) {
    self.make = make
  }

  /// The broken promises; empty when all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "RecommendationCache",
      promises: [
        "It gives back exactly what was last stored under an equal key, or nothing.",
        "It may forget at any time, but only whole entries; it never mixes two.",
        "removeAll leaves nothing that was stored before it.",
        "Calls from several tasks are safe.",
      ])
    await attempt(1, &findings, givesBackTheLast)
    await attempt(1, &findings, keepsNeighboursApart)
    await attempt(2, &findings, neverMixes)
    await attempt(3, &findings, removesAll)
    await attempt(4, &findings, isSafe)
    return findings.broken
  }

  private typealias Step =
    (any RecommendationCache, inout Findings) async throws(CacheFailure) -> Void

  private func attempt(_ number: Int, _ findings: inout Findings, _ step: Step) async {
    do throws(CacheFailure) {
      try await step(make(), &findings)
    } catch {
      findings.breaks(number, "the cache failed to \(error.operation): \(error.reason)")
    }
  }

  // MARK: Promise 1

  private func givesBackTheLast(
    of cache: any RecommendationCache, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let key = RecommendationKey.sample()
    for entry in Entry.awkward {
      try await cache.store(entry.analysis, for: key.fingerprint)
      try await cache.store(entry.recommendation, for: key)
      // A key of its own with the same content, as a later request makes it.
      let again = RecommendationKey.sample()
      let analysis = try await cache.analysis(for: again.fingerprint)
      findings.expect(
        analysis == nil || analysis == entry.analysis, 1,
        "after storing the analysis of \(entry.name), the key gave another one")
      let recommendation = try await cache.recommendation(for: again)
      findings.expect(
        recommendation == nil || recommendation == entry.recommendation, 1,
        "after storing the recommendation of \(entry.name), the key gave another one")
    }
  }

  private func keepsNeighboursApart(
    of cache: any RecommendationCache, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let key = RecommendationKey.sample()
    let entry = Entry(0)
    try await cache.store(entry.analysis, for: key.fingerprint)
    try await cache.store(entry.recommendation, for: key)
    for (name, neighbour) in Self.neighbours {
      let recommendation = try await cache.recommendation(for: neighbour)
      findings.expect(
        recommendation == nil, 1,
        "a recommendation was found under a key that differs in its \(name)")
      guard neighbour.fingerprint != key.fingerprint else { continue }
      let analysis = try await cache.analysis(for: neighbour.fingerprint)
      findings.expect(
        analysis == nil, 1, "an analysis was found under a key that differs in its \(name)")
    }
  }

  /// Keys that differ from the sample one in a single respect, and its name.
  private static let neighbours: [(String, RecommendationKey)] = [
    ("path", .sample(fingerprint: .sample(identity: .sample(path: "/music/other.flac")))),
    ("file size", .sample(fingerprint: .sample(identity: .sample(sizeBytes: 30_000_001)))),
    (
      "modification time",
      .sample(
        fingerprint: .sample(identity: .sample(modifiedAtNanoseconds: 1_700_000_000_000_000_002)))
    ),
    ("window", .sample(fingerprint: .sample(window: .sample(seconds: 90.000_001)))),
    ("missing window", .sample(fingerprint: .sample(window: .all))),
    ("allowance for partial audio", .sample(fingerprint: .sample(allowsPartialAudio: true))),
    ("definition", .sample(fingerprint: .sample(definition: "sample-2"))),
    ("threshold", .sample(settings: .sample(confidenceThreshold: 0.400_000_000_000_000_1))),
    ("count of profiles", .sample(settings: .sample(topK: 4))),
    ("catalogue", .sample(catalogue: CatalogueVersion(digest: 2))),
  ]

  // MARK: Promise 2

  private func neverMixes(
    in cache: any RecommendationCache, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let entries = (0..<600).map { Entry($0) }
    for entry in entries {
      try await cache.store(entry.analysis, for: entry.key.fingerprint)
      try await cache.store(entry.recommendation, for: entry.key)
    }
    for entry in entries {
      try await compare(entry, in: cache, 2, &findings)
    }
  }

  private func compare(
    _ entry: Entry, in cache: any RecommendationCache, _ number: Int, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let analysis = try await cache.analysis(for: entry.key.fingerprint)
    findings.expect(
      analysis == nil || analysis == entry.analysis, number,
      "of \(entry.name) an analysis came back that was never stored for it")
    let recommendation = try await cache.recommendation(for: entry.key)
    findings.expect(
      recommendation == nil || recommendation == entry.recommendation, number,
      "of \(entry.name) a recommendation came back that was never stored for it")
  }

  // MARK: Promise 3

  private func removesAll(
    from cache: any RecommendationCache, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let entries = (0..<8).map { Entry($0) }
    for entry in entries {
      try await cache.store(entry.analysis, for: entry.key.fingerprint)
      try await cache.store(entry.recommendation, for: entry.key)
    }
    try await cache.removeAll()
    // A new entry for a track that was there must not bring its old ones back.
    let new = RecommendationKey.sample(
      fingerprint: entries[0].key.fingerprint, catalogue: CatalogueVersion(digest: 99))
    try await cache.store(Entry(99).recommendation, for: new)
    for entry in entries {
      let analysis = try await cache.analysis(for: entry.key.fingerprint)
      findings.expect(analysis == nil, 3, "the analysis of \(entry.name) was still there")
      let recommendation = try await cache.recommendation(for: entry.key)
      findings.expect(
        recommendation == nil, 3, "the recommendation of \(entry.name) was still there")
    }
    try await cache.store(entries[1].analysis, for: entries[1].key.fingerprint)
    try await cache.store(entries[1].recommendation, for: entries[1].key)
    try await compare(entries[1], in: cache, 3, &findings)
  }

  // MARK: Promise 4

  private func isSafe(
    _ cache: any RecommendationCache, _ findings: inout Findings
  ) async throws(CacheFailure) {
    let outcomes = await withTaskGroup(of: Result<[String], CacheFailure>.self) { group in
      for task in 0..<8 {
        group.addTask { await work(of: task, on: cache) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for outcome in outcomes {
      for fact in try outcome.get() {
        findings.breaks(4, fact)
      }
    }
    // When all is quiet again, the cache must be as good as new.
    let entry = Entry(7)
    try await cache.store(entry.analysis, for: entry.key.fingerprint)
    try await cache.store(entry.recommendation, for: entry.key)
    try await compare(entry, in: cache, 4, &findings)
  }

  /// Stores and looks up for a while, and returns what was wrong.
  private func work(
    of task: Int, on cache: any RecommendationCache
  ) async -> Result<[String], CacheFailure> {
    var facts: Set<String> = []
    do throws(CacheFailure) {
      for round in 0..<60 {
        let track = (task + round) % 5
        let entry = Entry(track, stamp: Double(task * 1000 + round))
        try await cache.store(entry.analysis, for: entry.key.fingerprint)
        try await cache.store(entry.recommendation, for: entry.key)
        let asked = Entry((track + 2) % 5)
        if let found = try await cache.analysis(for: asked.key.fingerprint),
          !asked.couldHave(found)
        {
          facts.insert("with 8 tasks at work, the analysis of one track came back for another")
        }
        if let found = try await cache.recommendation(for: asked.key), !asked.couldHave(found) {
          facts.insert(
            "with 8 tasks at work, the recommendation of one track came back for another")
        }
        if task == 0, round % 20 == 19 { try await cache.removeAll() }
      }
      return .success(facts.sorted())
    } catch {
      return .failure(error)
    }
  }
}

/// Something to store, different from every other entry in all its parts.
private struct Entry {
  let name: String
  let key: RecommendationKey
  let analysis: TrackAnalysis
  let recommendation: Recommendation

  /// The entry of a numbered track. The stamp tells values apart that were stored for one track.
  init(_ track: Int, stamp: Double = 0) {
    let number = Double(track)
    let fingerprint = Fingerprint.sample(
      loudnessDBFS: -number / 7, crestDB: number / 3, zeroCrossingRate: 1 / (number + 3))
    let settings = RecommendationSettings.sample(topK: track + 1)
    let profile = Profile.sample(id: "profile-\(track)")
    name = "track \(track)"
    key = .sample(
      fingerprint: .sample(identity: .sample(path: "/music/\(track).flac")), settings: settings)
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

  /// Values that are easily lost on the way to a disk and back: nothing, extremes, digits, quotes.
  static let awkward: [Entry] = {
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
    return [
      Entry("a plain track", .sample(), .sample()),
      Entry(
        "a track of extremes",
        .sample(
          fingerprint: .sample(
            loudnessDBFS: -100, peakDBFS: 0.1 + 0.2, crestDB: .leastNonzeroMagnitude,
            spectralCentroidHz: 1 / 3, spectralRolloffHz: .greatestFiniteMagnitude,
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
      Entry(
        "a track that nothing fits", .sample(durationSeconds: 0),
        .sample(
          ranking: [], primaryProfile: plain, kind: .fallback,
          predictedChange: PredictedChange.none)),
    ]
  }()
}
