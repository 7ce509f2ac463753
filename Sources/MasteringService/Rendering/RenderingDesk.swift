import Concurrency
package import MasteringModel
import Playback
package import Rendering
import Synchronization
package import WireFormat

/// Works out how tracks are to be rendered, and remembers it.
///
/// One solve runs at a time, and one measuring beside it. Each step is kept for itself: what a file is,
/// what its blocks hold under a shelf, the plan, what was measured of it. So other asks of a track that
/// is known take a fraction of a second, and another brightness one reading of the file.
///
/// Those who wait are callers, who leave when their task is cancelled, and interests: a caller that
/// only looks in keeps its rendering going for ``leaseSeconds`` more. What nobody waits for is
/// cancelled.
package final class RenderingDesk: Sendable {
  /// A rendering that can be played, and what is known of it.
  package struct Rendering: Sendable {
    /// Which one it is.
    package let key: RenderingKey
    /// By what it is rendered.
    package let planned: PlannedRendering
    /// What was measured of it; nil as long as it is being measured.
    package let result: Result?

    /// What was measured on the whole of a rendering.
    package struct Result: Sendable {
      /// Asked, achieved, and what held it back.
      package let report: RenderingReport
      /// The original's integrated loudness, in LUFS; nil where it has none.
      package let originalLUFS: Double?
      /// The rendering's, in LUFS; nil where it has none.
      package let masteredLUFS: Double?

      /// The gains that make both equally loud; nil where one of them has no loudness.
      package var match: LoudnessMatch? {
        guard let originalLUFS, let masteredLUFS else { return nil }
        return LoudnessMatch(
          originalLUFS: originalLUFS, originalPeakDBTP: report.sourceTruePeakDBTP,
          masteredLUFS: masteredLUFS, masteredPeakDBTP: report.resultTruePeakDBTP)
      }
    }
  }

  /// How a rendering stands.
  package enum State: Sendable {
    /// It is being worked out; 0…1 of that is done.
    case solving(Double)
    /// It can be played.
    case ready(Rendering)
  }

  /// How long a rendering goes on after a caller has looked in, in seconds.
  package static let leaseSeconds = 10

  private struct Interest {
    let task: Task<Void, Never>
    let tell: @Sendable (RenderingNews) -> Void
    var end: ContinuousClock.Instant
    /// How much of the solve is done, 0…1.
    var fraction = 0.0
    /// The last twentieth that was told of.
    var toldStep = -1
  }

  private struct Interests {
    var byKey: [RenderingKey: Interest] = [:]
    /// Why renderings could not be had, until that was said once.
    var failures = LeastRecentlyUsed<RenderingKey, FailureReport>(capacity: 64)
    var isStopped = false
  }

  let renderer: TrackRenderer
  private let executor = BackgroundExecutor()
  private let lease: Duration
  private let solving = Turnstile(places: 1)
  private let measuring = Turnstile(places: 1)
  private let tracks: RememberedWork<TrackIdentity, MeasuredTrack>
  private let shelves: RememberedWork<ShelfKey, ShelvedTrack>
  private let plans: RememberedWork<RenderingKey, PlannedRendering>
  private let results: RememberedWork<RenderingKey, Rendering.Result>
  private let interests = Mutex(Interests())

  private struct ShelfKey: Hashable {
    let identity: TrackIdentity
    let shelfGainDB: Double
  }

  /// A desk that has worked out nothing yet.
  ///
  /// - Parameters:
  ///   - renderer: with a meter, so that original and result can be matched.
  ///   - lease: how long a rendering goes on after a caller has looked in.
  ///   - budgetBytes: what plans may take, and as much again what they are solved from.
  package init(
    renderer: TrackRenderer, lease: Duration = .seconds(leaseSeconds), budgetBytes: Int = 64 << 20
  ) {
    self.renderer = renderer
    self.lease = lease
    tracks = RememberedWork(budgetBytes: 1 << 20, on: executor) { _ in 1_024 }
    shelves = RememberedWork(budgetBytes: budgetBytes, on: executor) { $0.byteCount }
    plans = RememberedWork(budgetBytes: budgetBytes, keepsLatest: true, on: executor) {
      $0.byteCount
    }
    results = RememberedWork(budgetBytes: 1 << 20, on: executor) { _ in 1_024 }
  }

  /// The key of a request, from the file as it is now.
  package func key(of request: RenderingRequest) throws(RenderingFailure) -> RenderingKey {
    RenderingKey(identity: try renderer.identity(ofTrackAt: request.path), request: request)
  }

  /// A rendering that is remembered; nil where it has to be worked out.
  package func known(_ key: RenderingKey) -> Rendering? {
    plans.known(key).map { Rendering(key: key, planned: $0, result: results.known(key)) }
  }

  /// How a rendering stands. Where it has to be worked out that begins, or goes on, and `tell` hears
  /// of it.
  ///
  /// - Parameter patience: how long is waited for the plan, so that what takes a moment is answered
  ///   at once.
  /// - Throws: why it could not be had, once; the next call tries again.
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

  /// How many renderings are being worked out.
  package var underWay: Int {
    tracks.statistics.underWay + shelves.statistics.underWay + plans.statistics.underWay
      + results.statistics.underWay
  }

  /// What plans and what they were solved from take, in bytes.
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

  /// Renders a track from its start to its end, correcting once (REN-16).
  func rendered(
    _ request: RenderingRequest, into makeSink: RenderingSinkMaker?,
    _ progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async throws(RenderingFailure) -> RenderingReport {
    // On threads of its own: it computes for seconds without a pause.
    let outcome = await withTaskExecutorPreference(executor) {
      do throws(RenderingFailure) {
        return Result<RenderingReport, RenderingFailure>.success(
          try await renderer.render(request, into: makeSink, progress: progress))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  // MARK: Interests

  /// Keeps a rendering going for the lease from now on.
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

  /// Works a rendering out and tells how it goes.
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
    // One that nobody waits for any more has no end that anybody has to hear of.
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

  /// Takes note of how far a solve is, and tells it by twentieths.
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

  /// Cancels an interest when its lease is over.
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
        let track = try self.renderer.measuredTrack(key.request.path) {
          self.note($0.fraction / 2, of: key)
        }
        guard track.identity == key.identity else { throw .sourceChanged(path: key.request.path) }
        return track
      }
    }
  }

  private func shelvedTrack(
    _ key: RenderingKey, _ track: MeasuredTrack, _ shelfGainDB: Double
  ) async -> Result<ShelvedTrack, RenderingFailure> {
    await shelves.outcome(of: ShelfKey(identity: key.identity, shelfGainDB: shelfGainDB)) {
      [self] in
      await turn(solving) { () throws(RenderingFailure) in
        try self.renderer.shelvedTrack(track, shelfGainDB: shelfGainDB) {
          self.note(0.5 + $0.fraction / 2, of: key)
        }
      }
    }
  }

  /// What is measured on the whole of a rendering.
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
