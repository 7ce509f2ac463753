public import MasteringModel

/// Checks the promises of ``LoudnessCache``.
///
///     let broken = await LoudnessCacheContract { MyCache() }.check()
///     #expect(broken.isEmpty)
///
/// The factory must make working, empty caches; a ``CacheFailure`` is reported under the promise
/// that it prevented from being checked. A cache may drop entries, so one that keeps nothing
/// passes; `report()` tells how much was kept.
public struct LoudnessCacheContract: Sendable {
  private let make: @Sendable () async -> any LoudnessCache

  /// A check of the caches that the factory makes.
  public init(_ make: @escaping @Sendable () async -> any LoudnessCache) {
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] { await report().broken }

  /// The broken promises, and how much was kept.
  public func report() async -> CacheReport {
    var record = Record()
    await attempt(1, &record, givesBackTheLast)
    await attempt(1, &record, keepsNeighboursApart)
    await attempt(2, &record, neverMixes)
    await attempt(3, &record, isSafe)
    return CacheReport(broken: record.findings.broken, analyses: record.looked)
  }

  private struct Record {
    var findings = Findings(
      seam: "LoudnessCache",
      promises: [
        "It returns exactly what was last stored under an equal key, except for history and distribution, or nothing.",
        "It may drop entries at any time, but only whole ones; it never mixes two.",
        "Calls from several tasks are safe.",
      ])
    var looked = CacheReport.Remembered()
  }

  private typealias Step = (any LoudnessCache, inout Record) async throws(CacheFailure) -> Void

  private func attempt(_ number: Int, _ record: inout Record, _ step: Step) async {
    do throws(CacheFailure) {
      try await step(make(), &record)
    } catch {
      record.findings.breaks(number, "the cache failed to \(error.operation): \(error.reason)")
    }
  }

  private func compare(
    _ stored: TrackLoudness, _ key: FingerprintKey, in cache: any LoudnessCache, _ number: Int,
    _ record: inout Record
  ) async throws(CacheFailure) {
    let found = try await cache.loudness(for: key.copied)
    record.looked.count(found != nil)
    guard let found else { return }
    record.findings.expect(
      found == stored.withoutDetails && found.bits == stored.bits, number,
      "the loudness is not the one stored last")
  }

  /// Values that are easily lost: missing ones, extremes, every finding, the sign of zero.
  private static let awkward: [TrackLoudness] = [
    .sample(), .sample(integratedLUFS: nil, rangeLU: nil, truePeakDBTP: nil),
    .sample(integratedLUFS: -0.0, rangeLU: 0, truePeakDBTP: 0.1 + 0.2, isPartial: true),
    .sample(integratedLUFS: 0, rangeLU: -0.0, measuredSeconds: 1 / 3, sampleRateHz: 768_000),
    .sample(
      findings: [
        .antiphase(correlation: -0.75), .deadChannel(1),
        .clipping(channel: 0, runs: 3, longestSamples: 17, firstSeconds: 1 / 7),
        .offset(channel: 1, mean: -0.01), .interSampleOvers(steps: 4, truePeakDBTP: 0.5),
      ],
      history: LoudnessHistory(
        intervalSeconds: 0.1, momentaryLUFS: [nil, -20], shortTermLUFS: [nil, nil],
        overSeconds: [0.1]),
      distribution: LoudnessDistribution(
        blocks: [LoudnessDistribution.Bin(index: 3, count: 1, energy: 0.5)], shortTermBlocks: [])),
  ]

  private func givesBackTheLast(
    of cache: any LoudnessCache, _ record: inout Record
  ) async throws(CacheFailure) {
    // All under one key, so that each replaces the one before.
    for loudness in Self.awkward {
      try await cache.store(loudness, for: .sample())
      try await compare(loudness, .sample(), in: cache, 1, &record)
    }
  }

  private func keepsNeighboursApart(
    of cache: any LoudnessCache, _ record: inout Record
  ) async throws(CacheFailure) {
    try await cache.store(.sample(), for: .sample())
    for (name, neighbour) in FingerprintKey.sampleNeighbours {
      let found = try await cache.loudness(for: neighbour)
      record.findings.expect(
        found == nil, 1, "a loudness was found under a key that differs in its \(name)")
    }
  }

  private func neverMixes(
    in cache: any LoudnessCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let tracks = (0..<100).map { track in
      (
        key: FingerprintKey.sample(identity: .sample(path: "/music/\(track).flac")),
        loudness: TrackLoudness.sample(
          integratedLUFS: -Double(track) / 7, rangeLU: Double(track) / 9,
          sampleRateHz: 8000 + track)
      )
    }
    for track in tracks { try await cache.store(track.loudness, for: track.key) }
    for track in tracks { try await compare(track.loudness, track.key, in: cache, 2, &record) }
  }

  private func isSafe(
    _ cache: any LoudnessCache, _ record: inout Record
  ) async throws(CacheFailure) {
    let outcomes = await withTaskGroup(of: Result<Bool, CacheFailure>.self) { group in
      for task in 0..<8 {
        group.addTask {
          do throws(CacheFailure) {
            return .success(try await Self.work(of: task, on: cache))
          } catch { return .failure(error) }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for outcome in outcomes {
      record.findings.expect(
        try outcome.get(), 3,
        "with 8 tasks at work, the loudness of one track came back for another")
    }
  }

  /// Stores and looks up entries for a while; false if a result cannot be of its track.
  private static func work(
    of task: Int, on cache: any LoudnessCache
  ) async throws(CacheFailure) -> Bool {
    for round in 0..<30 {
      let track = (task + round) % 5
      let key = FingerprintKey.sample(identity: .sample(path: "/music/\(track).flac"))
      try await cache.store(
        .sample(integratedLUFS: -Double(round), sampleRateHz: 8000 + track), for: key)
      if let found = try await cache.loudness(for: key), found.sampleRateHz != 8000 + track {
        return false
      }
    }
    return true
  }
}

extension TrackLoudness {
  /// The bits of its numbers, because `==` treats −0.0 and 0.0 as equal.
  fileprivate var bits: [UInt64?] {
    [
      signal.integratedLUFS, signal.rangeLU, signal.momentaryMaxLUFS, signal.shortTermMaxLUFS,
      measuredSeconds,
    ].map { $0?.bitPattern }
      + signal.channels.flatMap { [$0.sampleDBFS, $0.trueDBTP] }.map {
        $0?.bitPattern
      }
  }
}
