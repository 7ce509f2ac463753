import LibraryAnalysis
import MasteringModel
import Recommending
import StrictJSON
import SystemCalls
import WireFormat

/// Answers lines with lines, for distributing a catalogue over several machines.
///
/// Each line is answered with exactly one, in the order of the lines (LIB-1). Only a few are held
/// at a time.
struct LineWorker: Sendable {
  let engine: RecommendationEngine
  let desk: LoudnessDesk
  /// The wanted loudness values; nil for none.
  let loudness: LoudnessWishes?
  let catalogue: ProfileCatalogue
  let settings: RecommendationSettings
  let window: WindowOption
  let jobs: Int

  /// How far work may run ahead of the first unanswered line, per job.
  private static let lead = 8

  private enum Event: Sendable {
    case line(Result<LineSplitter.Line?, SystemError>)
    case answer(Int, String)
  }

  /// Answers the lines of `input`, and passes each answer to `print` without a newline.
  ///
  /// - Throws: the error of reading the input, after the lines before it were answered.
  func run(_ input: WorkerInput, print: (String) -> Void) async throws(SystemError) {
    var failure: SystemError?
    await withTaskGroup(of: Event.self) { group in
      var (next, turn, running) = (0, 0, 0)
      var (isReading, isOver) = (false, false)
      var waiting: [Int: String] = [:]
      func read() {
        guard !isReading, !isOver, running < jobs, next - turn < jobs * Self.lead else { return }
        isReading = true
        group.addTask {
          do throws(SystemError) {
            return .line(.success(try await input.next()))
          } catch {
            return .line(.failure(error))
          }
        }
      }
      read()
      while let event = await group.next() {
        switch event {
        case .line(let result):
          isReading = false
          switch result {
          case .success(let line?):
            let index = next
            next += 1
            running += 1
            group.addTask { .answer(index, await answer(to: WorkerEntry(line)).text()) }
          case .success(nil): isOver = true
          case .failure(let error):
            isOver = true
            failure = error
          }
        case .answer(let index, let text):
          running -= 1
          waiting[index] = text
          while let text = waiting.removeValue(forKey: turn) {
            print(text)
            turn += 1
          }
        }
        read()
      }
    }
    if let failure { throw failure }
  }

  private func answer(to entry: WorkerEntry) async -> JSON {
    let id = JSON.Member("id", entry.id)
    switch entry.source {
    case .failure(let report): return .object([id, .init("error", report.payload)])
    case .success(.fingerprint(let fingerprint)):
      let recommendation = catalogue.recommendation(for: fingerprint, settings: settings)
      return .object([id] + (recommendation.payload().members ?? []))
    case .success(.path(let path)):
      let (analysis, loudness): (TrackAnalysis, TrackLoudness?)
      do throws(RecommendationFailure) {
        (analysis, loudness) = try await engine.analysis(
          for: window.request(for: path), self.loudness, at: desk, progress: nil)
      } catch {
        return .object([id, .init("error", FailureReport(error).payload)])
      }
      let track = AnalysedTrack(
        analysis: analysis, loudness: loudness,
        recommendation: catalogue.recommendation(of: analysis, settings: settings),
        isFromCache: false)
      return .object([id] + track.members)
    }
  }
}
