import Foundation
import MasteringModel
import ProviderTesting
import Testing

/// A dictionary as a cache, which can be made to break a promise.
private actor FaultyCache: AnalysisCache {
  enum Fault: Sendable {
    case none
    case remembersNothing
    case keepsTheFirst
    case ignoresWindow
    case ignoresModificationTime
    case roundsNumbers
    case losesTheSignOfZero
    case skipsWhatLooksEqual
    case takesLookAlikesForOne
    case ignoresCase
    case cutsPathsAtQuotes
    case trimsPaths
    case mixesWhenFull
    case keepsAnalysesWhenCleared
    case hidesWhenCleared
    case hidesLookAlikesTogether
    case doesNotStandTwoTasks
    case fails
  }

  private let fault: Fault
  private var analyses: [FingerprintKey: TrackAnalysis] = [:]
  private var latest: TrackAnalysis?
  private var tasksInside = 0
  /// The paths whose entries are hidden.
  private var hidden: Set<String> = []

  init(_ fault: Fault) {
    self.fault = fault
  }

  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    let found = hidden.contains(key.identity.path) ? nil : analyses[seen(key)]
    switch fault {
    case .mixesWhenFull where analyses.count > 100:
      guard let found, let latest else { return nil }
      return .sample(
        fingerprint: latest.fingerprint, analysedSeconds: found.analysedSeconds,
        sampleRateHz: found.sampleRateHz)
    case .doesNotStandTwoTasks:
      tasksInside += 1
      await Task.yield()
      defer { tasksInside -= 1 }
      return tasksInside > 1 ? latest : found
    default: return found
    }
  }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure) {
    if fault == .fails { throw CacheFailure(operation: .write, reason: "disk full") }
    latest = analysis
    if fault == .remembersNothing { return }
    if fault == .keepsTheFirst, analyses[key] != nil { return }
    if fault == .skipsWhatLooksEqual, analyses[key] == analysis { return }
    show(key.identity)
    analyses[seen(key)] =
      switch fault {
      case .losesTheSignOfZero: analysis.withoutSignOfZero
      case .roundsNumbers: analysis.rounded
      default: analysis
      }
  }

  func removeAll() async throws(CacheFailure) {
    if fault == .hidesWhenCleared || fault == .hidesLookAlikesTogether {
      hidden.formUnion(analyses.keys.map(\.identity.path))
      return
    }
    if fault != .keepsAnalysesWhenCleared { analyses = [:] }
  }

  /// Unhides a track: all of its entries, or only those stored from now on.
  private func show(_ identity: TrackIdentity) {
    guard hidden.contains(identity.path) else { return }
    if fault == .hidesLookAlikesTogether {
      analyses = analyses.filter { $0.key.identity != identity }
    }
    // A set of strings treats canonically equivalent names as equal.
    hidden.remove(identity.path)
  }

  /// The key as this cache sees it.
  private func seen(_ key: FingerprintKey) -> FingerprintKey {
    switch fault {
    case .ignoresWindow:
      FingerprintKey(
        identity: key.identity, window: .standard, allowsPartialAudio: key.allowsPartialAudio,
        definition: key.definition)
    case .ignoresModificationTime:
      FingerprintKey(
        identity: TrackIdentity(
          path: key.identity.path, sizeBytes: key.identity.sizeBytes, modifiedAtNanoseconds: 0),
        window: key.window, allowsPartialAudio: key.allowsPartialAudio,
        definition: key.definition)
    case .takesLookAlikesForOne:
      key.at(key.identity.path.precomposedStringWithCanonicalMapping)
    case .ignoresCase: key.at(key.identity.path.lowercased())
    case .cutsPathsAtQuotes: key.at(String(key.identity.path.prefix { $0 != "'" }))
    case .trimsPaths: key.at(key.identity.path.trimmingCharacters(in: .whitespacesAndNewlines))
    default: key
    }
  }
}

extension FingerprintKey {
  /// The key of a file at another path.
  fileprivate func at(_ path: String) -> FingerprintKey {
    let identity = TrackIdentity(
      path: path, sizeBytes: identity.sizeBytes,
      modifiedAtNanoseconds: identity.modifiedAtNanoseconds)
    return FingerprintKey(
      identity: identity, window: window, allowsPartialAudio: allowsPartialAudio,
      definition: definition)
  }
}

extension TrackAnalysis {
  /// As a column of 32-bit numbers would return it.
  fileprivate var rounded: TrackAnalysis {
    .sample(
      fingerprint: fingerprint, analysedSeconds: Double(Float(analysedSeconds)),
      sampleRateHz: sampleRateHz, channels: channels, durationSeconds: durationSeconds,
      isPartial: isPartial)
  }

  fileprivate var withoutSignOfZero: TrackAnalysis {
    // −0.0 + 0.0 is 0.0.
    .sample(
      fingerprint: .sample(
        loudnessDBFS: fingerprint.loudnessDBFS + 0, peakDBFS: fingerprint.peakDBFS + 0,
        crestDB: fingerprint.crestDB + 0, spectralCentroidHz: fingerprint.spectralCentroidHz + 0,
        spectralRolloffHz: fingerprint.spectralRolloffHz + 0,
        zeroCrossingRate: fingerprint.zeroCrossingRate + 0,
        spectralSpreadHz: fingerprint.spectralSpreadHz + 0),
      analysedSeconds: analysedSeconds + 0, sampleRateHz: sampleRateHz, channels: channels,
      durationSeconds: durationSeconds.map { $0 + 0 }, isPartial: isPartial)
  }
}

@Suite struct AnalysisCacheContractTests {
  private func brokenNumbers(_ fault: FaultyCache.Fault) async -> Set<Int> {
    Set(await AnalysisCacheContract { FaultyCache(fault) }.check().map(\.number))
  }

  @Test func `a dictionary as a cache keeps all promises`() async {
    #expect(await brokenNumbers(.none) == [])
  }

  @Test func `a cache that stores nothing keeps all promises`() async {
    #expect(await brokenNumbers(.remembersNothing) == [])
  }

  @Test func `promise 1 is broken by a cache that keeps the first value`() async {
    #expect(await brokenNumbers(.keepsTheFirst).contains(1))
  }

  @Test func `promise 1 is broken by a cache that ignores the window`() async {
    #expect(await brokenNumbers(.ignoresWindow).contains(1))
  }

  @Test func `promise 1 is broken by a cache that ignores the modification time`() async {
    #expect(await brokenNumbers(.ignoresModificationTime) == [1])
  }

  @Test func `promise 1 is broken by a cache that stores numbers in 32 bits`() async {
    #expect(await brokenNumbers(.roundsNumbers).contains(1))
  }

  @Test func `promise 1 is broken by a cache that loses the sign of zero`() async {
    #expect(await brokenNumbers(.losesTheSignOfZero) == [1])
  }

  @Test func `promise 1 is broken by a cache that skips values that compare equal`() async {
    let broken = await AnalysisCacheContract { FaultyCache(.skipsWhatLooksEqual) }.check()
    #expect(
      broken.map(\.facts) == [
        "the analysis of a track of zeros with a minus is not the one stored last"
      ])
  }

  @Test(arguments: [
    FaultyCache.Fault.takesLookAlikesForOne, .ignoresCase, .cutsPathsAtQuotes, .trimsPaths,
  ])
  fileprivate func `promise 1 is broken by a cache that confuses two paths`(
    _ fault: FaultyCache.Fault
  ) async {
    #expect(await brokenNumbers(fault) == [1])
  }

  @Test func `promise 2 is broken by a cache that mixes entries when it is full`() async {
    #expect(await brokenNumbers(.mixesWhenFull) == [2])
  }

  @Test func `promise 3 is broken by a cache that does not clear`() async {
    #expect(await brokenNumbers(.keepsAnalysesWhenCleared) == [3])
  }

  @Test func `promise 3 is broken by a cache that only hides cleared entries`() async {
    #expect(await brokenNumbers(.hidesWhenCleared) == [3])
    #expect(await brokenNumbers(.hidesLookAlikesTogether) == [3])
  }

  @Test func `promise 4 is broken by a cache that cannot handle two tasks`() async {
    #expect(await brokenNumbers(.doesNotStandTwoTasks) == [4])
  }

  @Test func `the report counts cached entries`() async {
    let all = await AnalysisCacheContract { FaultyCache(.none) }.report()
    #expect(all.analyses.asked > 600)
    #expect(all.analyses.found == all.analyses.asked)
    let nothing = await AnalysisCacheContract { FaultyCache(.remembersNothing) }.report()
    #expect(nothing.analyses == .init(asked: all.analyses.asked, found: 0))
  }

  @Test func `a cache that fails cannot show its promises`() async {
    let broken = await AnalysisCacheContract { FaultyCache(.fails) }.check()
    #expect(Set(broken.map(\.number)) == [1, 2, 3, 4])
    #expect(broken.first?.facts == "the cache failed to write: disk full")
  }

  @Test func `a broken promise is described in one line`() async {
    let broken = await AnalysisCacheContract { FaultyCache(.ignoresWindow) }.check()
    #expect(
      broken.first?.description
        == "AnalysisCache, promise 1: It returns exactly what was last stored under an "
        + "equal key, or nothing. — an analysis was found under a key that differs in its window")
  }
}
