import MasteringModel
import ProviderTesting
import Synchronization

/// A fingerprint provider controlled by the test: every call waits for its result.
final class ManualFingerprintProvider: FingerprintProvider {
  /// A call in progress.
  struct Call: Sendable {
    let request: AnalysisRequest
    let progress: (@Sendable (AnalysisProgress) -> Void)?
    private let answer: Mailbox

    fileprivate init(
      _ request: AnalysisRequest, _ progress: (@Sendable (AnalysisProgress) -> Void)?,
      _ answer: Mailbox
    ) {
      self.request = request
      self.progress = progress
      self.answer = answer
    }

    func report(_ seconds: Double, of total: Double? = 90) {
      progress?(AnalysisProgress(analysedSeconds: seconds, totalSeconds: total))
    }

    func finish(_ result: Result<TrackAnalysis, FingerprintFailure> = .success(.sample())) {
      answer.put(result)
    }
  }

  fileprivate final class Mailbox: Sendable {
    typealias Answer = Result<TrackAnalysis, FingerprintFailure>
    private struct State {
      var answer: Answer?
      var reader: CheckedContinuation<Answer, Never>?
    }
    private let state = Mutex(State())

    func put(_ answer: Answer) {
      let reader = state.withLock { state in
        if state.answer == nil { state.answer = answer }
        defer { state.reader = nil }
        return state.reader
      }
      reader?.resume(returning: answer)
    }

    func answer() async -> Answer {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state in
          if state.answer == nil { state.reader = continuation }
          return state.answer
        }
        if let answer { continuation.resume(returning: answer) }
      }
    }
  }

  let definition = "manual-1"
  private let calls = Heard<Call>()
  /// The requests whose calls were cancelled.
  let cancelled = Heard<AnalysisRequest>()
  private let identities = Mutex<[String: TrackIdentity]>([:])
  private let obeysCancellation: Bool

  init(obeysCancellation: Bool = true) {
    self.obeysCancellation = obeysCancellation
  }

  var callCount: Int { calls.words.count }

  /// The call with this number, counted from 0; waits for it.
  func call(_ number: Int) async -> Call {
    await calls.until { $0.count > number }
    return calls.words[number]
  }

  /// Turns the file into a different one.
  func change(_ path: String) {
    identities.withLock { $0[path] = .sample(path: path, modifiedAtNanoseconds: 2) }
  }

  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey {
    .sample(
      identity: identities.withLock { $0[request.path] } ?? .sample(path: request.path),
      window: request.window, allowsPartialAudio: request.allowsPartialAudio,
      definition: definition)
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    let mailbox = Mailbox()
    calls.hear(Call(request, progress, mailbox))
    let answer = await withTaskCancellationHandler {
      await mailbox.answer()
    } onCancel: {
      cancelled.hear(request)
      if obeysCancellation { mailbox.put(.failure(.cancelled)) }
    }
    return try answer.get()
  }
}
