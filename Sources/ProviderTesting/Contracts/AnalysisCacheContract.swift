public import MasteringModel

/// Checks the promises of ``AnalysisCache``.
///
///     let broken = await AnalysisCacheContract { MyCache(capacity: 100) }.check()
///     #expect(broken.isEmpty)
///
/// The factory must make working, empty caches; a ``CacheFailure`` is reported under the promise
/// that it prevented from being checked. The stored entries include awkward values and paths, which
/// have to come back to the last bit.
///
/// A cache may drop entries, so one that keeps nothing passes. If you expect more of your cache,
/// check what it kept:
///
///     let report = await AnalysisCacheContract { MyCache(capacity: 10_000) }.report()
///     #expect(report.broken.isEmpty)
///     #expect(report.analyses.found == report.analyses.asked)
public struct AnalysisCacheContract: Sendable {
  private let make: @Sendable () async -> any AnalysisCache

  /// A check of the caches that the factory makes.
  public init(_ make: @escaping @Sendable () async -> any AnalysisCache) {
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    await report().broken
  }

  /// The broken promises, and how much was kept.
  public func report() async -> CacheReport {
    var record = Record()
    await attempt(1, &record, givesBackTheLast)
    await attempt(1, &record, keepsNeighboursApart)
    await attempt(1, &record, takesAnyPath)
    await attempt(2, &record, neverMixes)
    await attempt(3, &record, removesAll)
    await attempt(3, &record, bringsNothingBack)
    await attempt(4, &record, isSafe)
    return CacheReport(broken: record.findings.broken, analyses: record.analyses)
  }

  /// The observations so far.
  private struct Record {
    var findings = Findings(
      seam: "AnalysisCache",
      promises: [
        "It returns exactly what was last stored under an equal key, or nothing.",
        "It may drop entries at any time, but only whole ones; it never mixes two.",
        "removeAll leaves nothing that was stored before it.",
        "Calls from several tasks are safe.",
      ])
    var analyses = CacheReport.Remembered()
  }

  private typealias Step =
    (any AnalysisCache, inout Record) async throws(CacheFailure) -> Void

  private func attempt(_ number: Int, _ record: inout Record, _ step: Step) async {
    do throws(CacheFailure) {
      try await step(make(), &record)
    } catch {
      record.findings.breaks(number, "the cache failed to \(error.operation): \(error.reason)")
    }
  }

  private func store(
    _ entry: CacheEntry, in cache: any AnalysisCache
  ) async throws(CacheFailure) {
    try await cache.store(entry.analysis, for: entry.key)
  }

  /// Looks up what was stored last under the entry's key, and compares it.
  private func compare(
    _ entry: CacheEntry, in cache: any AnalysisCache, _ number: Int, _ record: inout Record
  ) async throws(CacheFailure) {
    // A separate key with the same content, as a later request creates it.
    let analysis = try await cache.analysis(for: entry.key.copied)
    record.analyses.count(analysis != nil)
    record.findings.expect(
      isRight(analysis, entry.analysis, number), number,
      "the analysis of \(entry.name) is not the one stored last")
  }

  private func isRight(
    _ found: TrackAnalysis?, _ stored: TrackAnalysis, _ number: Int
  ) -> Bool {
    guard let found else { return true }
    // Comparing every bit takes time; only the entries for promise 1 need it.
    return number == 1 ? isExactly(found, stored) : found == stored
  }

  // MARK: Promise 1

  private func givesBackTheLast(
    of cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    // All under one key, so that each replaces the one before.
    for entry in CacheEntry.awkward {
      try await store(entry, in: cache)
      try await compare(entry, in: cache, 1, &record)
    }
  }

  /// Stores entries for paths that are easily confused, including with each other.
  private func takesAnyPath(
    of cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    for entry in CacheEntry.awkwardlyNamed {
      let analysis = try await cache.analysis(for: entry.key)
      record.findings.expect(
        analysis == nil, 1, "\(entry.name) had an analysis before one was stored")
      try await store(entry, in: cache)
      try await compare(entry, in: cache, 1, &record)
    }
    for entry in CacheEntry.awkwardlyNamed {
      try await compare(entry, in: cache, 1, &record)
    }
  }

  private func keepsNeighboursApart(
    of cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    try await cache.store(CacheEntry(0).analysis, for: .sample())
    for (name, neighbour) in FingerprintKey.sampleNeighbours {
      let analysis = try await cache.analysis(for: neighbour)
      record.findings.expect(
        analysis == nil, 1, "an analysis was found under a key that differs in its \(name)")
    }
  }

  // MARK: Promise 2

  private func neverMixes(
    in cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let entries = (0..<600).map { CacheEntry($0) }
    for entry in entries { try await store(entry, in: cache) }
    for entry in entries { try await compare(entry, in: cache, 2, &record) }
  }

  // MARK: Promise 3

  private func removesAll(
    from cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let entries = (0..<8).map { CacheEntry($0) } + CacheEntry.awkwardlyNamed
    for entry in entries { try await store(entry, in: cache) }
    try await cache.removeAll()
    try await expectNothing(of: entries, in: cache, &record)
    try await store(entries[1], in: cache)
    try await compare(entries[1], in: cache, 3, &record)
  }

  /// New entries for a removed track must not bring back its old ones, nor those of another.
  private func bringsNothingBack(
    of cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let entries = (0..<8).map { CacheEntry($0) } + CacheEntry.awkwardlyNamed
    for entry in entries { try await store(entry, in: cache) }
    try await cache.removeAll()
    for index in [0, 8] {
      let old = entries[index].key
      let new = FingerprintKey(
        identity: old.identity, window: .all, allowsPartialAudio: old.allowsPartialAudio,
        definition: old.definition)
      try await cache.store(CacheEntry(99).analysis, for: new)
    }
    try await expectNothing(of: entries, in: cache, &record)
  }

  private func expectNothing(
    of entries: [CacheEntry], in cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    for entry in entries {
      let analysis = try await cache.analysis(for: entry.key)
      record.findings.expect(analysis == nil, 3, "the analysis of \(entry.name) was still there")
    }
  }

  // MARK: Promise 4

  private func isSafe(
    _ cache: any AnalysisCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let outcomes = await withTaskGroup(of: Result<[String], CacheFailure>.self) { group in
      for task in 0..<8 {
        group.addTask { await work(of: task, on: cache) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for outcome in outcomes {
      for fact in try outcome.get() {
        record.findings.breaks(4, fact)
      }
    }
    // When all is quiet again, the cache has to work like a new one.
    let entry = CacheEntry(7)
    try await store(entry, in: cache)
    try await compare(entry, in: cache, 4, &record)
  }

  /// Stores and looks up entries for a while, and returns what was wrong.
  private func work(
    of task: Int, on cache: any AnalysisCache
  ) async -> Result<[String], CacheFailure> {
    var facts: Set<String> = []
    do throws(CacheFailure) {
      for round in 0..<60 {
        let track = (task + round) % 5
        let entry = CacheEntry(track, stamp: Double(task * 1000 + round))
        try await store(entry, in: cache)
        let asked = CacheEntry((track + 2) % 5)
        if let found = try await cache.analysis(for: asked.key), !asked.couldHave(found) {
          facts.insert("with 8 tasks at work, the analysis of one track came back for another")
        }
        if task == 0, round % 20 == 19 { try await cache.removeAll() }
      }
      return .success(facts.sorted())
    } catch {
      return .failure(error)
    }
  }
}
