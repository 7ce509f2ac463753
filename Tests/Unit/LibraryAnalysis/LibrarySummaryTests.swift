import AudioFixtures
import LibraryAnalysis
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

@Suite struct LibrarySummaryTests {
  private let files: FoundFiles
  private static let profiles = [Profile.sample(id: "a"), .sample(id: "b"), .sample(id: "c")]

  init() throws {
    files = try withTemporaryFolder { folder in
      _ = try folder.folder("x")
      _ = try folder.folder("y")
      for name in ["x/1.wav", "x/2.wav", "y/1.wav"] { try folder.file(name) }
      var finder = LibraryFinder()
      finder.search(folder.path)
      return finder.files
    }
  }

  private func track(
    loudness: Double = -14, _ recommendation: Recommendation = .sample(),
    isFromCache: Bool = false, isPartial: Bool = false
  ) -> TrackRecord {
    TrackRecord(
      path: "t.wav",
      .analysed(
        AnalysedTrack(
          analysis: .sample(
            fingerprint: .sample(loudnessDBFS: loudness), isPartial: isPartial),
          recommendation: recommendation, isFromCache: isFromCache)))
  }

  private let failure = TrackRecord(
    path: "t.wav", .failed(FailureReport(AudioFailure.notFound(path: "t.wav"))))

  private func hybrid(of ids: [Int]) -> Recommendation {
    let members = ids.map { WeightedProfile(profile: Self.profiles[$0], weight: 0.5) }
    return .sample(
      ranking: [.sample(Self.profiles[ids[0]], score: 0.3)], primaryProfile: Self.profiles[ids[0]],
      kind: .hybrid(members))
  }

  @Test func `files are counted by outcome`() {
    var summary = LibrarySummary(of: files)
    summary.add(track(isFromCache: true), folder: 0)
    summary.add(track(isPartial: true), folder: 1)
    #expect(
      summary.payload(elapsed: .seconds(2), isInterrupted: true)["not_reached"] == .integer(1))
    summary.add(failure, folder: 1)
    #expect(summary.files == 3)
    #expect(summary.fromCache == 1)
    #expect(summary.measured == 1)
    #expect(summary.failed == 1)
    #expect(summary.partial == 1)
    #expect(summary.done == 3)
    #expect(summary.answered == 2)
  }

  @Test func `each folder has the statistics of its own tracks`() {
    var summary = LibrarySummary(of: files)
    summary.add(track(loudness: -10), folder: 0)
    summary.add(track(loudness: -20), folder: 0)
    summary.add(track(loudness: -30), folder: 1)
    let loudness = summary.folders.compactMap { $0.fingerprints.byMetric.first?.statistics }
    #expect(loudness.map(\.mean) == [-15, -30])
    #expect(loudness.map(\.deviation) == [5, 0])
    #expect(summary.fingerprints.byMetric.first?.statistics.mean == -20)
  }

  @Test func `a folder without results is left out`() {
    var summary = LibrarySummary(of: files)
    #expect(summary.folders.isEmpty)
    summary.add(failure, folder: 1)
    #expect(summary.folders.map(\.failed) == [1])
    #expect(summary.folders.first?.payload["fingerprint"] == .null)
  }

  @Test func `recommendations are counted by profile, and blends by their members`() {
    var tally = RecommendationTally()
    tally.add(.sample(primaryProfile: Self.profiles[1]))
    tally.add(hybrid(of: [0, 1]))
    tally.add(hybrid(of: [0, 2]))
    tally.add(.sample(ranking: [], primaryProfile: Self.profiles[0], kind: .fallback))
    #expect(tally.singles == 1)
    #expect(tally.hybrids == 2)
    #expect(tally.fallbacks == 1)
    #expect(tally.byProfile.map(\.id) == ["a", "b", "c"])
    #expect(tally.byProfile.map(\.tracks) == [2, 1, 0])
    #expect(tally.byProfile.map(\.alone) == [0, 1, 0])
    #expect(tally.byProfile.map(\.leading) == [2, 0, 0])
    #expect(tally.byProfile.map(\.blended) == [2, 1, 1])
    // A single with confidence 1 and two blends with 0.3; a fallback has none.
    #expect(tally.confidences.counts == [0, 0, 0, 2, 0, 0, 0, 0, 0, 1])
  }

  @Test func `the payload has these members in this order`() {
    let payload = LibrarySummary(of: files).payload(
      elapsed: .milliseconds(1500), isInterrupted: false)
    #expect(
      payload.members?.map(\.key) == [
        "files", "measured", "from_cache", "failed", "passed_over", "not_reached", "partial",
        "is_interrupted", "seconds", "single", "hybrid", "fallback", "profiles",
        "confidence_histogram", "fingerprint",
      ])
    #expect(payload["seconds"] == .number(1.5))
    #expect(payload["fingerprint"] == .null)
  }

  @Test func `a record is the file, its analysis and its recommendation`() {
    let keys = track(hybrid(of: [0, 1])).payload.members?.map(\.key) ?? []
    #expect(
      keys.prefix(8) == [
        "file", "from_cache", "analysed_seconds", "sample_rate_hz", "channels", "duration_seconds",
        "is_partial", "primary_profile_id",
      ])
    #expect(keys.suffix(2) == ["fingerprint", "headroom"])
    #expect(Set(keys).count == keys.count)
    #expect(failure.payload.members?.map(\.key) == ["file", "error"])
  }
}
