import Concurrency
import LibraryAnalysis
import MasteringModel
import Recommending
import WireFormat

/// Analyses the files of a library, one per core, and passes on the outcome of each.
///
/// Every measured file is in the cache before it is reported, so that a run that is stopped or
/// killed loses none. Cancelling the task stops running work within a few frames.
struct LibraryRun: Sendable {
  let files: FoundFiles
  let engine: RecommendationEngine
  let desk: LoudnessDesk
  /// The wanted loudness values; nil for none.
  let loudness: LoudnessWishes?
  let listened: ListenedFiles
  let catalogue: ProfileCatalogue
  let settings: RecommendationSettings
  let window: WindowOption
  /// Whether a file that is not audio is skipped rather than a failure.
  let passesOverOtherFiles: Bool
  let jobs: Int
  let progress: LibraryProgress

  /// Analyses the files.
  ///
  /// - Parameters:
  ///   - finished: called with each file as soon as it is finished.
  ///   - inOrder: called with each finished file and its index, in the order of the files.
  func run(finished: (TrackRecord) -> Void, inOrder: (Int, FileOutcome) -> Void) async {
    await SideBySide(jobs: jobs).run(files.count) { index in
      let path = files[index]
      progress.start(path)
      return await outcome(of: path)
    } finished: { _, outcome in
      progress.finish(outcome)
      if case .done(let record) = outcome { progress.line.hidden { finished(record) } }
    } inOrder: { index, outcome in
      progress.line.hidden { inOrder(index, outcome) }
    }
  }

  private func outcome(of path: String) async -> FileOutcome {
    let (analysis, loudness): (TrackAnalysis, TrackLoudness?)
    do throws(RecommendationFailure) {
      (analysis, loudness) = try await engine.analysis(
        for: window.request(for: path), self.loudness, at: desk,
        progress: progress.listening(to: path))
    } catch {
      _ = listened.remove(path)
      return outcome(of: path, failing: error)
    }
    let wasListenedTo = listened.remove(path)
    // An analysis is stored last, which fails in a cancelled task. A file that may not have been
    // stored is not reported: the next run finds it in the cache, or measures it.
    guard !Task.isCancelled else { return .stopped }
    return .done(
      TrackRecord(
        path: path,
        .analysed(
          AnalysedTrack(
            analysis: analysis, loudness: loudness,
            recommendation: catalogue.recommendation(of: analysis, settings: settings),
            isFromCache: !wasListenedTo))))
  }

  private func outcome(of path: String, failing failure: RecommendationFailure) -> FileOutcome {
    switch failure {
    case .fingerprint(.cancelled), .loudness(.cancelled): return .stopped
    case .fingerprint(.audio(.unsupportedFormat(_, let reason))) where passesOverOtherFiles:
      let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
      switch reason {
      case .emptyFile, .notRecognised, .damagedHeader, .playlist, .noSound, .otherFile, .noIndex,
        .audioElsewhere:
        if !AudioFileNames.isAudio(name) { return .passedOver }
      case .sampleRate, .channels, .codec, .needsFFmpeg, .protected: break
      }
    default: break
    }
    let report = FailureReport(failure)
    return .done(TrackRecord(path: path, .failed(report)))
  }
}

/// The outcome of a file.
enum FileOutcome: Sendable {
  /// It succeeded or failed.
  case done(TrackRecord)
  /// It is not audio.
  case passedOver
  /// The run was stopped before it was finished.
  case stopped
}
