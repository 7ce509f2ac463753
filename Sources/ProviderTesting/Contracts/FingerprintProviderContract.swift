public import MasteringModel
import Synchronization

/// Checks the promises of ``FingerprintProvider``.
///
///     let contract = FingerprintProviderContract(
///       track: "/tmp/tone.wav", otherTrack: "/tmp/noise.wav", missing: "/tmp/nothing.wav"
///     ) { MyProvider() }
///     #expect(await contract.check().isEmpty)
public struct FingerprintProviderContract: Sendable {
  private let track: String
  private let otherTrack: String
  private let missing: String
  private let refused: [String]
  private let change: (@Sendable (_ path: String) throws -> Void)?
  private let make: @Sendable () async -> any FingerprintProvider

  /// A check of the providers that the factory makes, all with the same definition.
  ///
  /// - Parameters:
  ///   - track: the path of a track that can be measured.
  ///   - otherTrack: the path of another.
  ///   - missing: a path with nothing at it.
  ///   - refused: paths that cannot be measured: a text, a folder, a file without samples.
  ///   - change: changes the file at the path; without it, changed files are not checked. It is
  ///     called last, once, for `track`.
  ///   - make: the factory.
  public init(
    track: String, otherTrack: String, missing: String, refused: [String] = [],
    change: (@Sendable (_ path: String) throws -> Void)? = nil,
    make: @escaping @Sendable () async -> any FingerprintProvider
  ) {
    self.track = track
    self.otherTrack = otherTrack
    self.missing = missing
    self.refused = refused
    self.change = change
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "FingerprintProvider",
      promises: [
        "The same file, request and definition give the same fingerprint, to the last bit.",
        "A fingerprint is measured or refused, never invented.",
        "When its task is cancelled, it stops soon and throws cancelled.",
        "Progress, if reported, never decreases.",
        "key costs no more than a file lookup, and differs whenever analysis might.",
      ])
    await givesTheSameBits(&findings)
    await makesNothingUp(&findings)
    await stopsWhenCancelled(&findings)
    await progressesForward(&findings)
    await keysDiffer(&findings)
    return findings.broken
  }

  // MARK: Promise 1

  private func givesTheSameBits(_ findings: inout Findings) async {
    let provider = await make()
    let request = AnalysisRequest(path: track)
    var analyses: [TrackAnalysis] = []
    do throws(FingerprintFailure) {
      try await analyses.append(provider.analysis(for: request))
      try await analyses.append(provider.analysis(for: request))
      // After a restart.
      try await analyses.append(make().analysis(for: request))
    } catch {
      return findings.breaks(1, "\(track) could not be measured: \(error)")
    }
    let together = await withTaskGroup(of: Outcome.self) { group in
      for _ in 0..<4 {
        group.addTask { await self.outcome(of: provider, request) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for outcome in together {
      switch outcome {
      case .success(let analysis): analyses.append(analysis)
      case .failure(let failure):
        findings.breaks(1, "four tasks at once: \(track) could not be measured: \(failure)")
      }
    }
    let first = analyses[0]
    for analysis in analyses.dropFirst() {
      for metric in FingerprintMetric.allCases {
        let (was, became) = (first.fingerprint[metric], analysis.fingerprint[metric])
        findings.expect(
          was.bitPattern == became.bitPattern, 1,
          "the \(metric.name) of \(track) was first \(was), then \(became)")
      }
      findings.expect(
        analysis == first, 1, "\(track) gave first \(first), then \(analysis)")
    }
  }

  private typealias Outcome = Result<TrackAnalysis, FingerprintFailure>

  private func outcome(
    of provider: any FingerprintProvider, _ request: AnalysisRequest
  ) async -> Outcome {
    do throws(FingerprintFailure) {
      return .success(try await provider.analysis(for: request))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Promise 2

  private func makesNothingUp(_ findings: inout Findings) async {
    let provider = await make()
    switch await outcome(of: provider, AnalysisRequest(path: missing)) {
    case .success: findings.breaks(2, "\(missing), which is not there, was measured")
    case .failure(.audio(.notFound)): break
    case .failure(let failure):
      findings.breaks(2, "\(missing), which is not there, was refused as \(failure)")
    }
    for path in refused {
      if case .success = await outcome(of: provider, AnalysisRequest(path: path)) {
        findings.breaks(2, "\(path), which cannot be measured, was measured")
      }
    }
  }

  // MARK: Promise 3

  private func stopsWhenCancelled(_ findings: inout Findings) async {
    let provider = await make()
    let request = AnalysisRequest(path: track, window: .all)
    let early = Task { () -> Outcome in
      // Not before the task is cancelled, so that the outcome is not a race.
      while !Task.isCancelled { await Task.yield() }
      return await self.outcome(of: provider, request)
    }
    early.cancel()
    switch await early.value {
    case .failure(.cancelled): break
    case .failure(let failure):
      findings.breaks(3, "a task cancelled before it began threw \(failure)")
    case .success: findings.breaks(3, "a task cancelled before it began was measured to the end")
    }

    // Cancelled at its first progress; only a provider with most of the work still to do can be
    // blamed for finishing.
    let mustStop = Mutex(false)
    let handle = Mutex<Task<Outcome, Never>?>(nil)
    let late = Task { () -> Outcome in
      while handle.withLock({ $0 == nil }) { await Task.yield() }
      do throws(FingerprintFailure) {
        let analysis = try await provider.analysis(for: request) { progress in
          guard let total = progress.totalSeconds, progress.analysedSeconds < total / 2 else {
            return
          }
          mustStop.withLock { $0 = true }
          handle.withLock { $0 }?.cancel()
        }
        return .success(analysis)
      } catch {
        return .failure(error)
      }
    }
    handle.withLock { $0 = late }
    let outcome = await late.value
    if !mustStop.withLock({ $0 }) || outcome == .failure(.cancelled) { return }
    findings.breaks(3, "a task cancelled in its first half ended in \(outcome)")
  }

  // MARK: Promise 4

  private func progressesForward(_ findings: inout Findings) async {
    let reports = Mutex<[AnalysisProgress]>([])
    _ = try? await make().analysis(for: AnalysisRequest(path: track)) { progress in
      reports.withLock { $0.append(progress) }
    }
    let seconds = reports.withLock { $0.map(\.analysedSeconds) }
    for (earlier, later) in zip(seconds, seconds.dropFirst()) {
      findings.expect(later >= earlier, 4, "progress went from \(earlier) s to \(later) s")
    }
    for second in seconds {
      findings.expect(second.isFinite && second >= 0, 4, "progress was at \(second) s")
    }
  }

  // MARK: Promise 5

  private func keysDiffer(_ findings: inout Findings) async {
    let provider = await make()
    let request = AnalysisRequest(path: track)
    do throws(FingerprintFailure) {
      let key = try await provider.key(for: request)
      findings.expect(
        key.definition == provider.definition, 5,
        "the key says definition \(key.definition), the provider \(provider.definition)")
      let again = try await provider.key(for: request)
      findings.expect(
        again == key, 5, "the key of an unchanged file was first \(key), then \(again)")
      let restarted = try await make().key(for: request)
      findings.expect(
        restarted == key, 5,
        "the key of an unchanged file was \(key), and \(restarted) from another provider")
      for (name, neighbour) in neighbours {
        let other = try await provider.key(for: neighbour)
        findings.expect(other != key, 5, "a request with a different \(name) has the same key")
      }
      if let change {
        do {
          try change(track)
        } catch {
          return findings.breaks(5, "\(track) could not be changed: \(error)")
        }
        let changed = try await provider.key(for: request)
        findings.expect(changed != key, 5, "the file was changed and its key was not")
      }
    } catch {
      findings.breaks(5, "no key was given: \(error)")
    }
  }

  private var neighbours: [(String, AnalysisRequest)] {
    [
      ("file", AnalysisRequest(path: otherTrack)),
      ("window", AnalysisRequest(path: track, window: .sample(seconds: 89))),
      ("window, the whole track", AnalysisRequest(path: track, window: .all)),
      ("allowance for partial audio", AnalysisRequest(path: track, allowsPartialAudio: true)),
    ]
  }
}
