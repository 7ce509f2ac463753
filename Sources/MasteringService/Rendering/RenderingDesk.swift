import Concurrency
package import MasteringModel
import Playback
package import Rendering
import Synchronization
package import WireFormat

/// Computes how tracks are to be rendered, and keeps the results.
///
/// One solve runs at a time, and one measurement in parallel. Each step is kept separately: the
/// source, its block statistics under a shelf, the plan, and the measured result. So new asks for a
/// known track take a fraction of a second, and another brightness takes one reading of the file.
///
/// A rendering continues while callers wait for it, until their tasks are cancelled, and while it
/// has a lease: a caller that only polls keeps it going for another ``leaseSeconds``. Work without
/// waiters is cancelled.
package final class RenderingDesk: Sendable {
  /// A rendering that can be played.
  package struct Rendering: Sendable {
    /// Its key.
    package let key: RenderingKey
    /// The plan it is rendered with.
    package let planned: PlannedRendering
    /// The measured result; nil while it is being measured.
    package let result: Result?

    /// Measurements of a whole rendering.
    package struct Result: Sendable {
      /// What was asked, what was achieved, and what limited it.
      package let report: RenderingReport
      /// The original's integrated loudness, in LUFS; nil if it has none.
      package let originalLUFS: Double?
      /// The rendering's integrated loudness, in LUFS; nil if it has none.
      package let masteredLUFS: Double?

      /// The gains that make both equally loud; nil if one of them has no loudness.
      package var match: LoudnessMatch? {
        guard let originalLUFS, let masteredLUFS else { return nil }
        return LoudnessMatch(
          originalLUFS: originalLUFS, originalPeakDBTP: report.sourceTruePeakDBTP,
          masteredLUFS: masteredLUFS, masteredPeakDBTP: report.resultTruePeakDBTP)
      }
    }
  }

  /// The state of a rendering.
  package enum State: Sendable {
    /// It is being computed; the fraction that is done, 0…1.
    case solving(Double)
    /// It can be played.
    case ready(Rendering)
  }

  /// How long a rendering continues after a caller has polled it, in seconds.
  package static let leaseSeconds = 10

  private struct Interest {
    let task: Task<Void, Never>
    let tell: @Sendable (RenderingNews) -> Void
    var end: ContinuousClock.Instant
    /// How much of the solve is done, 0…1.
    var fraction = 0.0
    /// The last twentieth that was reported.
    var toldStep = -1
  }

  private struct Interests {
    var byKey: [RenderingKey: Interest] = [:]
    /// Failures of renderings that have not been reported yet.
    var failures = LeastRecentlyUsed<RenderingKey, FailureReport>(capacity: 64)
    var isStopped = false
  }

  let renderer: TrackRenderer
  /// Threads of their own: a rendering computes for seconds without a pause.
  let executor = BackgroundExecutor()
  private let lease: Duration
  private let solving = Turnstile(places: 1)
  private let measuring = Turnstile(places: 1)
  private let tracks: RememberedWork<TrackIdentity, MeasuredTrack>
  private let shelves: RememberedWork<ShelfKey, ShelvedTrack>
  private let plans: RememberedWork<RenderingKey, PlannedRendering>
  private let results: RememberedWork<RenderingKey, Rendering.Result>
  private let interests = Mutex(Interests())
  /// The track measured last with its decoded samples, until its plan is solved: its statistics then need
  /// no second decoding.
  private let fresh = Mutex<MeasuredTrack?>(nil)

  private struct ShelfKey: Hashable {
    let identity: TrackIdentity
    let shelfGainDB: Double
  }

  /// Creates an empty desk.
  ///
  /// - Parameters:
  ///   - renderer: renders tracks; with a meter, so that original and result can be level-matched.
  ///   - lease: how long a rendering continues after a caller has polled it.
  ///   - budgetBytes: the budget for plans, and the same again for what they are solved from.
  package init(
    renderer: TrackRenderer, lease: Duration = .seconds(leaseSeconds), budgetBytes: Int = 64 << 20
  ) {
    self.renderer = renderer
    self.lease = lease
    tracks = RememberedWork(budgetBytes: 4 << 20, on: executor) { $0.byteCount }
    // Those of an hour alone exceed the budget; most of them lie in temporary files.
    shelves = RememberedWork(budgetBytes: budgetBytes, keepsLatest: true, on: executor) {
      $0.byteCount
    }
    plans = RememberedWork(budgetBytes: budgetBytes, keepsLatest: true, on: executor) {
      $0.byteCount
    }
    results = RememberedWork(budgetBytes: 1 << 20, on: executor) { _ in 1_024 }
  }

  /// The key of a request for the current state of the file.
  package func key(of request: RenderingRequest) throws(RenderingFailure) -> RenderingKey {
    RenderingKey(identity: try renderer.identity(ofTrackAt: request.path), request: request)
  }

  /// A finished rendering; nil if it has to be computed.
  package func known(_ key: RenderingKey) -> Rendering? {
    plans.known(key).map { Rendering(key: key, planned: $0, result: results.known(key)) }
  }

  /// The state of a rendering. If it has to be computed, that starts or continues, and `tell` is
  /// called with its news.
  ///
  /// - Parameter patience: how long to wait for the plan, so that quick ones are returned at once.
  /// - Throws: why it failed, once; the next call tries again.
  package func state(
    of key: RenderingKey, patience: Duration = .milliseconds(250),
    _ tell: @escaping @Sendable (RenderingNews) -> Void
  ) async throws(FailureReport) -> State {
    if let failure = interests.withLock({ $0.failures.remove(key) }) { throw failure }
    if let known = known(key) {
      if known.result == nil { look(into: key, tell) }
      return .ready(known)
    }
    look(into: key, tell)
    await within(patience) { [self] in _ = await plan(key) }
    if let failure = interests.withLock({ $0.failures.remove(key) }) { throw failure }
    if let known = known(key) { return .ready(known) }
    return .solving(interests.withLock { $0.byKey[key]?.fraction } ?? 0)
  }

  /// How many renderings are being computed.
  package var underWay: Int {
    tracks.statistics.underWay + shelves.statistics.underWay + plans.statistics.underWay
      + results.statistics.underWay
  }

  /// The size of plans and of what they were solved from, in bytes.
  package var rememberedBytes: Int { plans.statistics.bytes + shelves.statistics.bytes }

  /// Cancels everything.
  package func stop() {
    let tasks = interests.withLock { interests in
      interests.isStopped = true
      defer { interests.byKey = [:] }
      return interests.byKey.values.map(\.task)
    }
    tasks.forEach { $0.cancel() }
  }

  // MARK: Interests

  /// Renews the lease of a rendering.
  private func look(
    into key: RenderingKey, _ tell: @escaping @Sendable (RenderingNews) -> Void
  ) {
    let end = ContinuousClock.now + lease
    interests.withLock { interests in
      guard !interests.isStopped else { return }
      if interests.byKey[key] != nil {
        interests.byKey[key]?.end = end
        return
      }
      let task = Task { await self.follow(key, tell) }
      interests.byKey[key] = Interest(task: task, tell: tell, end: end)
      Task { await self.watch(key, task) }
    }
  }

  /// Computes a rendering and reports its progress.
  private func follow(
    _ key: RenderingKey, _ tell: @escaping @Sendable (RenderingNews) -> Void
  ) async {
    let id = key.id
    switch await plan(key) {
    case .failure(let failure): return conclude(key, failure, tell)
    case .success: tell(RenderingNews(renderingID: id, status: .ready))
    }
    switch await result(key) {
    case .failure(let failure): conclude(key, failure, tell)
    case .success:
      end(key)
      tell(RenderingNews(renderingID: id, status: .measured))
    }
  }

  private func conclude(
    _ key: RenderingKey, _ failure: RenderingFailure, _ tell: (RenderingNews) -> Void
  ) {
    // If no caller is waiting any more, its end is not reported.
    guard failure != .cancelled else { return end(key) }
    let report = FailureReport(failure)
    interests.withLock { interests in
      interests.byKey[key] = nil
      _ = interests.failures.set(report, for: key)
    }
    tell(
      RenderingNews(
        renderingID: key.id, status: .failed(code: report.code, message: report.sentence)))
  }

  /// Records the progress of a solve, and reports it in twentieths.
  private func note(_ fraction: Double, of key: RenderingKey) {
    let tell = interests.withLock { interests -> (@Sendable (RenderingNews) -> Void)? in
      guard var interest = interests.byKey[key] else { return nil }
      interest.fraction = min(max(fraction, 0), 1)
      let step = Int((interest.fraction * 20).rounded(.down))
      let isNews = step > interest.toldStep
      if isNews { interest.toldStep = step }
      interests.byKey[key] = interest
      return isNews ? interest.tell : nil
    }
    tell?(RenderingNews(renderingID: key.id, status: .solving(min(max(fraction, 0), 1))))
  }

  private func end(_ key: RenderingKey) {
    interests.withLock { $0.byKey[key] = nil }
  }

  /// Cancels the task when its lease expires.
  private func watch(_ key: RenderingKey, _ task: Task<Void, Never>) async {
    while !Task.isCancelled {
      let end = interests.withLock { interests in
        interests.byKey[key].flatMap { $0.task == task ? $0.end : nil }
      }
      guard let end else { return }
      if end <= .now { return task.cancel() }
      try? await Task.sleep(until: end, clock: .continuous)
    }
  }

  private func within(_ patience: Duration, _ work: @escaping @Sendable () async -> Void) async {
    await withTaskGroup { group in
      group.addTask { await work() }
      group.addTask { try? await Task.sleep(for: patience) }
      await group.next()
      group.cancelAll()
    }
  }

  // MARK: Steps

  /// The plan of a rendering.
  package func plan(_ key: RenderingKey) async -> Result<PlannedRendering, RenderingFailure> {
    await plans.outcome(of: key) { [self] in
      defer { forgetSamples(of: key.identity) }
      let track: MeasuredTrack
      switch await measuredTrack(key) {
      case .failure(let failure): return .failure(failure)
      case .success(let measured): track = measured
      }
      var shelved: ShelvedTrack?
      if let shelfGainDB = renderer.shelfGainDB(for: key.request, of: track) {
        switch await shelvedTrack(key, track, shelfGainDB) {
        case .failure(let failure): return .failure(failure)
        case .success(let under): shelved = under
        }
      }
      return await turn(solving) { [shelved] () throws(RenderingFailure) in
        self.renderer.planned(key.request, of: track, shelved)
      }
    }
  }

  private func measuredTrack(
    _ key: RenderingKey
  ) async -> Result<MeasuredTrack, RenderingFailure> {
    await tracks.outcome(of: key.identity) { [self] in
      await turn(solving) { () throws(RenderingFailure) in
        // Those of another track make room first.
        self.fresh.withLock { $0 = nil }
        // Levels are needed only once the plan can be played, and no request here is for a loudness.
        let track = try self.renderer.measuredTrack(
          key.request.path, keepsSamples: true, metersLevels: false
        ) {
          self.note($0.fraction / 2, of: key)
        }
        guard track.identity == key.identity else { throw .sourceChanged(path: key.request.path) }
        // A plan that was cancelled has forgotten them by now. The task is cancelled before that, so
        // it is asked under the lock.
        self.fresh.withLock { if !Task.isCancelled { $0 = track } }
        return track.withoutSamples
      }
    }
  }

  private func shelvedTrack(
    _ key: RenderingKey, _ track: MeasuredTrack, _ shelfGainDB: Double
  ) async -> Result<ShelvedTrack, RenderingFailure> {
    await shelves.outcome(of: ShelfKey(identity: key.identity, shelfGainDB: shelfGainDB)) {
      [self] in
      await turn(solving) { () throws(RenderingFailure) in
        let fresh = self.fresh.withLock { $0 }
        return try self.renderer.shelvedTrack(
          fresh?.identity == key.identity ? fresh ?? track : track, shelfGainDB: shelfGainDB
        ) {
          self.note(0.5 + $0.fraction / 2, of: key)
        }
      }
    }
  }

  private func forgetSamples(of identity: TrackIdentity) {
    fresh.withLock { if $0?.identity == identity { $0 = nil } }
  }

  /// The measurements of a whole rendering.
  package func result(_ key: RenderingKey) async -> Result<Rendering.Result, RenderingFailure> {
    await results.outcome(of: key) { [self] in
      let planned: PlannedRendering
      switch await plan(key) {
      case .failure(let failure): return .failure(failure)
      case .success(let plan): planned = plan
      }
      let measured = await turn(measuring) { () throws(RenderingFailure) in
        try self.renderer.measuredResult(of: planned)
      }
      return measured.map { report in
        Rendering.Result(
          report: report, originalLUFS: report.sourceLoudness?.integratedLUFS,
          masteredLUFS: report.resultLoudness?.integratedLUFS)
      }
    }
  }

  private func turn<Value: Sendable>(
    _ turnstile: Turnstile, _ body: @Sendable () throws(RenderingFailure) -> Value
  ) async -> Result<Value, RenderingFailure> {
    await turnstile.pass { () -> Result<Value, RenderingFailure> in
      do throws(RenderingFailure) { return .success(try body()) } catch { return .failure(error) }
    } ?? .failure(.cancelled)
  }
}
