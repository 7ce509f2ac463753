import MasteringModel
import ProviderTesting
import Synchronization
import Testing

/// A provider around the fake, with one fault.
private final class FaultyProvider: FingerprintProvider {
  enum Fault: Sendable {
    case none
    case wavers, differsAfterRestart
    case makesUp, saysAnythingOfMissing
    case ignoresCancellation, goesOnWhenCancelledMidway
    case progressGoesBack
    case keyIgnoresWindow, keyIgnoresPartial, keyIgnoresFile, keyIgnoresChange, keyWavers
    case keyOfOtherDefinition
  }

  let definition = "faulty-1"
  private let fault: Fault
  private let fake: FakeFingerprintProvider
  private let count = Mutex(0)
  private let instance: Int

  init(_ fault: Fault, instance: Int, fake: FakeFingerprintProvider) {
    self.fault = fault
    self.instance = instance
    self.fake = fake
  }

  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey {
    let key = try await fake.key(for: request)
    let calls = count.withLock { count in
      count += 1
      return count
    }
    return FingerprintKey(
      identity: fault == .keyIgnoresFile
        ? .sample() : fault == .keyIgnoresChange ? .sample(path: request.path) : key.identity,
      window: fault == .keyIgnoresWindow ? .standard : key.window,
      allowsPartialAudio: fault == .keyIgnoresPartial ? false : key.allowsPartialAudio,
      definition: fault == .keyOfOtherDefinition
        ? "other" : fault == .keyWavers ? "\(definition)-\(calls)" : definition)
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    if fault == .goesOnWhenCancelledMidway {
      let analysis = try await fake.analysis(for: request)
      progress?(AnalysisProgress(analysedSeconds: 1, totalSeconds: 90))
      return analysis
    }
    let result: Result<TrackAnalysis, FingerprintFailure>
    do throws(FingerprintFailure) {
      result = .success(
        try await fake.analysis(for: request) { [fault] in
          progress?($0)
          if fault == .progressGoesBack {
            progress?(AnalysisProgress(analysedSeconds: 1, totalSeconds: 90))
            progress?(AnalysisProgress(analysedSeconds: 0.5, totalSeconds: 90))
          }
        })
    } catch {
      result = .failure(error)
    }
    switch (fault, result) {
    case (.makesUp, .failure(.audio)): return .sample()
    case (.saysAnythingOfMissing, .failure(.audio)): throw .unavailable(reason: "?")
    case (.ignoresCancellation, .failure(.cancelled)): return .sample()
    case (.wavers, .success):
      let calls = count.withLock { count in
        count += 1
        return count
      }
      return .sample(fingerprint: .sample(crestDB: calls.isMultiple(of: 2) ? 13 : 13.nextUp))
    case (.differsAfterRestart, .success):
      return .sample(fingerprint: .sample(crestDB: Double(instance)))
    default: return try result.get()
    }
  }
}

@Suite struct FingerprintProviderContractTests {
  private func brokenNumbers(_ fault: FaultyProvider.Fault) async -> Set<Int> {
    let fake = FakeFingerprintProvider(["/a": .sample(), "/b": .sample()], definition: "faulty-1")
    let instances = Mutex(0)
    let broken = await FingerprintProviderContract(
      track: "/a", otherTrack: "/b", missing: "/missing", refused: ["/text"],
      change: { path in
        fake.set(.sample(), forPath: path, identity: .sample(path: path, sizeBytes: 5))
      },
      make: {
        let instance = instances.withLock { instances in
          instances += 1
          return instances
        }
        return FaultyProvider(fault, instance: instance, fake: fake)
      }
    ).check()
    return Set(broken.map(\.number))
  }

  @Test func `the fake provider keeps all promises`() async {
    let fake = FakeFingerprintProvider(["/a": .sample(), "/b": .sample()])
    let broken = await FingerprintProviderContract(
      track: "/a", otherTrack: "/b", missing: "/missing", refused: ["/text"]
    ) { fake }.check()
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func `a provider without a fault keeps all promises`() async {
    #expect(await brokenNumbers(.none) == [])
  }

  @Test(arguments: [
    (FaultyProvider.Fault.wavers, 1), (.differsAfterRestart, 1), (.makesUp, 2),
    (.saysAnythingOfMissing, 2), (.ignoresCancellation, 3), (.goesOnWhenCancelledMidway, 3),
    (.progressGoesBack, 4), (.keyIgnoresWindow, 5), (.keyIgnoresPartial, 5),
    (.keyIgnoresFile, 5), (.keyIgnoresChange, 5), (.keyWavers, 5), (.keyOfOtherDefinition, 5),
  ])
  fileprivate func `a fault breaks its promise and no other`(
    _ fault: FaultyProvider.Fault, _ promise: Int
  ) async {
    #expect(await brokenNumbers(fault) == [promise])
  }
}
