import Concurrency
public import MasteringModel
public import Recommending
import Synchronization

/// Handles the recommendations for one track at a time: reports at once that a track is loaded,
/// computes its recommendation in the background, and reports it.
///
/// After another track is loaded, nothing more is reported about the first. Its analysis continues,
/// though, and its recommendation is passed to `made`, because people return to tracks. If too many
/// such analyses are running, the oldest are cancelled.
///
/// Wrap the engine's fingerprint provider in ``SharedAnalyses``: an answer without any progress
/// report counts as cached, and shared analyses always report progress.
///
///     let player = TrackPlayer(engine: engine)
///     let events = player.events.subscribe()
///     await player.load(trackID: 7, request: AnalysisRequest(path: "song.flac"))
///     for try await event in events { print(event) }
public actor TrackPlayer {
  /// The events. Late subscribers get the current track's messages first.
  public nonisolated let events: PlayerEventHub<PlayerEvent>

  private let engine: RecommendationEngine
  private let backgroundLimit: Int
  private let made: @Sendable (LoadedTrack, Recommendation, CatalogueVersion) -> Void
  private let executor: any TaskExecutor

  private var works: [Int: Work] = [:]
  private var nextWork = 0
  private var nextTicket = 0
  private var current: (track: LoadedTrack, work: Int)?
  private var idle = IdleWaiters()
  private var isStopped = false

  /// A player with no track.
  ///
  /// - Parameters:
  ///   - engine: measures and recommends.
  ///   - events: sends the events.
  ///   - backgroundLimit: how many analyses of tracks that are no longer current may continue; 0 or
  ///     more.
  ///   - executor: runs the engine; nil for its own threads.
  ///   - made: called with every recommendation before its event, including those of tracks that
  ///     are no longer current; the player itself keeps only the current track's. It should return
  ///     quickly.
  public init(
    engine: RecommendationEngine,
    events: PlayerEventHub<PlayerEvent> = TrackPlayer.makeHub(), backgroundLimit: Int = 16,
    executor: (any TaskExecutor)? = nil,
    made: @escaping @Sendable (LoadedTrack, Recommendation, CatalogueVersion) -> Void = {
      _, _, _ in
    }
  ) {
    self.made = made
    self.engine = engine
    self.events = events
    self.backgroundLimit = max(0, backgroundLimit)
    self.executor = executor ?? BackgroundExecutor()
  }

  /// A hub that sends late subscribers the current track's messages.
  public static func makeHub(queueLimit: Int = 256) -> PlayerEventHub<PlayerEvent> {
    PlayerEventHub(queueLimit: queueLimit, remembering: PlayerEvent.remember)
  }

  /// The track that was loaded last, and its outcome so far; nil if there is none.
  public var currentTrack: LoadedTrack? { current?.track }

  // MARK: Verbs

  /// Makes a track the current one. Returns at once; the rest arrives through ``events``.
  ///
  /// A track that is loaded again with the same request and settings joins the analysis that is
  /// under way. A load with the same number and another request replaces it: the recommendation of
  /// the first is no longer passed on. After ``stop()`` nothing is loaded.
  public func load(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings = .standard
  ) {
    guard !isStopped else { return }
    let track = LoadedTrack(trackID: trackID, request: request, settings: settings)
    events.publish(.trackLoaded(trackID: trackID))
    if let number = works.first(where: { $0.value.isFor(track) })?.key {
      current = (track, number)
      if let progress = works[number]?.progress { tell(progress, of: trackID) }
    } else {
      for (number, work) in works where work.track.trackID == trackID {
        if work.track.request != request { works[number]?.isSuperseded = true }
      }
      current = (track, nextWork)
      begin(track)
    }
    cancelOldest()
  }

  /// The recommendation for a track, without making it the current one: from the cache, from the
  /// analysis under way for the same request and settings, or from a new one.
  ///
  /// Every subscriber gets the answer as well: as the current track's if it is, otherwise as
  /// ``PlayerEvent/answered(trackID:_:)``. If the task is cancelled, the call returns
  /// ``FingerprintFailure/cancelled``, and the analysis continues like that of a track that is no
  /// longer current.
  public func recommendation(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings = .standard
  ) async -> Result<Recommendation, RecommendationFailure> {
    guard !isStopped else { return .failure(.fingerprint(.cancelled)) }
    let track = LoadedTrack(trackID: trackID, request: request, settings: settings)
    let number = works.first { $0.value.isFor(track) }?.key ?? begin(track)
    let ticket = nextTicket
    nextTicket += 1
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled before it could be registered.
        guard !Task.isCancelled, works[number] != nil else {
          return continuation.resume(returning: Self.givenUp)
        }
        works[number]?.askers[ticket] = continuation
        works[number]?.wasAskedFor = true
      }
    } onCancel: {
      Task { await self.sendAway(ticket, from: number) }
    }
  }

  /// Sends every subscriber a recommendation that was requested and already known, without making
  /// its track the current one.
  public func tellAgain(_ recommendation: Recommendation, forTrack trackID: Int) {
    guard !isStopped else { return }
    events.publish(.answered(trackID: trackID, .success(recommendation)))
  }

  /// Unloads the current track. An analysis under way continues, and its recommendation is passed
  /// on.
  public func clear() {
    current = nil
    events.forgetState()
    cancelOldest()
  }

  /// Waits until no analysis is under way. Returns early if the task is cancelled.
  public func finished() async {
    guard !works.isEmpty else { return }
    let ticket = idle.ticket()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { return continuation.resume() }
        idle.wait(ticket, continuation)
      }
    } onCancel: {
      Task { await self.stopWaiting(ticket) }
    }
  }

  /// Ends everything, without waiting for providers: analyses are cancelled, the current track's is
  /// reported as ``FingerprintFailure/cancelled``, and the events end. Later results are dropped.
  public func stop() {
    guard !isStopped else { return }
    isStopped = true
    if let current, works[current.work] != nil {
      conclude(.failure(.fingerprint(.cancelled)), isRemembered: false)
    }
    for work in works.values {
      work.task.cancel()
      work.answer(Self.givenUp)
    }
    works = [:]
    events.finish()
    idle.wakeAll()
  }

  // MARK: Work

  /// The work for one recommendation.
  private struct Work {
    let track: LoadedTrack
    let task: Task<Void, Never>
    var progress: AnalysisProgress?
    var isSuperseded = false
    /// The callers waiting for the answer, by ticket.
    var askers: [Int: CheckedContinuation<Answer, Never>] = [:]
    /// Whether it was requested, even if no caller is waiting any more.
    var wasAskedFor = false

    func isFor(_ track: LoadedTrack) -> Bool {
      !isSuperseded && track.trackID == self.track.trackID
        && track.request == self.track.request && track.settings == self.track.settings
    }

    func answer(_ answer: Answer) {
      askers.values.forEach { $0.resume(returning: answer) }
    }
  }

  private typealias Answer = Result<Recommendation, RecommendationFailure>
  private static let givenUp = Answer.failure(.fingerprint(.cancelled))

  @discardableResult
  private func begin(_ track: LoadedTrack) -> Int {
    let number = nextWork
    nextWork += 1
    works[number] = Work(track: track, task: Task { await self.work(number, on: track) })
    return number
  }

  private func work(_ number: Int, on track: LoadedTrack) async {
    // The queue is short because of the throttle, and delivers all progress before the answer.
    let (progress, feed) = AsyncStream.makeStream(of: AnalysisProgress.self)
    let throttle = ProgressThrottle()
    let answer = Task(executorPreference: executor) { [engine] in
      defer { feed.finish() }
      return await EngineAnswer(engine, track) { if throttle.lets($0) { feed.yield($0) } }
    }
    await withTaskCancellationHandler {
      for await step in progress { note(step, of: number) }
      settle(number, await answer.value)
    } onCancel: {
      answer.cancel()
    }
  }

  private func note(_ progress: AnalysisProgress, of number: Int) {
    works[number]?.progress = progress
    guard let current, current.work == number, works[number] != nil else { return }
    tell(progress, of: current.track.trackID)
  }

  private func tell(_ progress: AnalysisProgress, of trackID: Int) {
    events.publish(
      .progress(
        trackID: trackID, status: .analyzing, message: ProgressMessage.analyzing(progress)))
  }

  private func settle(_ number: Int, _ answer: EngineAnswer) {
    // Abandoned work is no longer in the list.
    guard let work = works.removeValue(forKey: number) else { return }
    if case .success(let recommendation) = answer.result, let catalogue = answer.catalogue,
      !work.isSuperseded
    {
      made(work.track, recommendation, catalogue)
    }
    let isRemembered = work.progress == nil
    if current?.work == number {
      conclude(answer.result, isRemembered: isRemembered)
    } else if work.wasAskedFor {
      events.publish(.answered(trackID: work.track.trackID, answer.result))
    }
    work.answer(answer.result)
    if works.isEmpty { idle.wakeAll() }
  }

  /// Reports the outcome of the current track.
  private func conclude(
    _ result: Result<Recommendation, RecommendationFailure>, isRemembered: Bool
  ) {
    guard let trackID = current?.track.trackID else { return }
    switch result {
    case .success(let recommendation):
      current?.track.outcome = .recommended(recommendation)
      events.publish(
        .progress(
          trackID: trackID, status: isRemembered ? .cached : .complete,
          message: ProgressMessage.done(isRemembered: isRemembered)))
      events.publish(.recommendation(trackID: trackID, recommendation))
    case .failure(let failure):
      current?.track.outcome = .failed(failure)
      events.publish(
        .progress(
          trackID: trackID, status: .failed, message: ProgressMessage.failed(failure)))
      events.publish(.failed(trackID: trackID, failure))
    }
  }

  /// Cancels the oldest analyses without a waiter if there are more than the limit.
  private func cancelOldest() {
    let background = works.filter { $0.key != current?.work && $0.value.askers.isEmpty }.keys
      .sorted()
    for number in background.dropLast(backgroundLimit) {
      works.removeValue(forKey: number)?.task.cancel()
    }
    if works.isEmpty { idle.wakeAll() }
  }

  private func stopWaiting(_ ticket: Int) {
    idle.wake(ticket)
  }

  private func sendAway(_ ticket: Int, from number: Int) {
    works[number]?.askers.removeValue(forKey: ticket)?.resume(returning: Self.givenUp)
    cancelOldest()
  }
}

/// The engine's answer for a track, and the catalogue it used.
struct EngineAnswer: Sendable {
  let result: Result<Recommendation, RecommendationFailure>
  /// Nil if the catalogue was replaced in the meantime, so that it is unknown which was used.
  let catalogue: CatalogueVersion?

  /// Asks the engine.
  init(
    _ engine: RecommendationEngine, _ track: LoadedTrack,
    progress: @escaping @Sendable (AnalysisProgress) -> Void
  ) async {
    let before = try? await engine.catalogue().version
    do throws(RecommendationFailure) {
      result = .success(
        try await engine.recommendation(
          for: track.request, settings: track.settings, progress: progress))
    } catch {
      result = .failure(error)
    }
    let after = try? await engine.catalogue().version
    catalogue = before == after ? before : nil
  }
}

/// Tasks that wait until there is nothing to do, each with a ticket by which it can be released.
struct IdleWaiters {
  private var nextTicket = 0
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]

  /// A ticket to wait with.
  mutating func ticket() -> Int {
    defer { nextTicket += 1 }
    return nextTicket
  }

  mutating func wait(_ ticket: Int, _ continuation: CheckedContinuation<Void, Never>) {
    waiting[ticket] = continuation
  }

  mutating func wake(_ ticket: Int) {
    waiting.removeValue(forKey: ticket)?.resume()
  }

  mutating func wakeAll() {
    waiting.values.forEach { $0.resume() }
    waiting = [:]
  }
}

/// Limits progress to what people can use: the first report, then one for every twentieth of the
/// track; if its length is unknown, every 10 seconds at first and then less and less often.
final class ProgressThrottle: Sendable {
  private let nextSeconds = Mutex(-Double.infinity)

  /// Whether to report this one.
  func lets(_ progress: AnalysisProgress) -> Bool {
    nextSeconds.withLock { next in
      guard progress.analysedSeconds >= next else { return false }
      let step = progress.totalSeconds.map { $0 / 20 } ?? max(10, progress.analysedSeconds / 5)
      // At least a second, so that a very short track does not send more reports than a long one.
      next = progress.analysedSeconds + max(1, step)
      return true
    }
  }
}
