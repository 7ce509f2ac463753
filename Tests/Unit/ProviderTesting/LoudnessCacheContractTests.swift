import MasteringModel
import ProviderTesting
import Testing

/// A dictionary as a cache, which can be made to break a promise.
private actor FaultyCache: LoudnessCache {
  enum Fault: Sendable, CaseIterable {
    case none, remembersNothing, keepsTheFirst, losesFindings, losesTheSignOfZero, ignoresWindow
    case ignoresDefinition, mixesWhenFull, doesNotStandTwoTasks, fails
  }

  private let fault: Fault
  private var stored: [FingerprintKey: TrackLoudness] = [:]
  private var latest: TrackLoudness?
  private var tasksInside = 0

  init(_ fault: Fault) { self.fault = fault }

  func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    let found = stored[seen(key)]
    switch fault {
    case .mixesWhenFull where stored.count > 50: return latest
    case .doesNotStandTwoTasks:
      tasksInside += 1
      await Task.yield()
      defer { tasksInside -= 1 }
      return tasksInside > 1 ? latest : found
    default: return found
    }
  }

  func store(_ loudness: TrackLoudness, for key: FingerprintKey) async throws(CacheFailure) {
    if fault == .fails { throw CacheFailure(operation: .write, reason: "disk full") }
    latest = loudness.withoutDetails
    if fault == .remembersNothing || fault == .keepsTheFirst && stored[key] != nil { return }
    stored[seen(key)] =
      switch fault {
      case .losesFindings, .losesTheSignOfZero: loudness.changed(by: fault == .losesFindings)
      default: loudness.withoutDetails
      }
  }

  private func seen(_ key: FingerprintKey) -> FingerprintKey {
    FingerprintKey(
      identity: key.identity, window: fault == .ignoresWindow ? .standard : key.window,
      allowsPartialAudio: key.allowsPartialAudio,
      definition: fault == .ignoresDefinition ? "any" : key.definition)
  }
}

extension TrackLoudness {
  /// Without its findings, or with unsigned zeros.
  fileprivate func changed(by losingFindings: Bool) -> TrackLoudness {
    TrackLoudness(
      signal: SignalLoudness(
        integratedLUFS: losingFindings
          ? signal.integratedLUFS : signal.integratedLUFS.map { $0 + 0 },
        rangeLU: losingFindings ? signal.rangeLU : signal.rangeLU.map { $0 + 0 },
        momentaryMaxLUFS: signal.momentaryMaxLUFS, shortTermMaxLUFS: signal.shortTermMaxLUFS,
        channels: signal.channels, findings: losingFindings ? [] : signal.findings),
      measuredSeconds: measuredSeconds, sampleRateHz: sampleRateHz, isPartial: isPartial)
  }
}

@Suite struct LoudnessCacheContractTests {
  private func broken(_ fault: FaultyCache.Fault) async -> Set<Int> {
    Set(await LoudnessCacheContract { FaultyCache(fault) }.check().map(\.number))
  }

  @Test(arguments: [FaultyCache.Fault.none, .remembersNothing])
  fileprivate func `a correct cache breaks no promise`(
    _ fault: FaultyCache.Fault
  ) async {
    #expect(await broken(fault).isEmpty)
  }

  @Test(arguments: [
    FaultyCache.Fault.keepsTheFirst, .losesFindings, .losesTheSignOfZero, .ignoresWindow,
    .ignoresDefinition, .fails,
  ])
  fileprivate func `returning anything but the stored value breaks promise 1`(
    _ fault: FaultyCache.Fault
  ) async {
    #expect(await broken(fault).contains(1))
  }

  @Test func `mixing tracks breaks promise 2`() async {
    #expect(await broken(.mixesWhenFull).contains(2))
  }

  @Test func `failing with several tasks breaks promise 3`() async {
    #expect(await broken(.doesNotStandTwoTasks).contains(3))
  }
}
