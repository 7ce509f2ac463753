import Concurrency
import LibraryAnalysis
import MasteringModel
import Recommending
import WireFormat

/// Listens to the files of a library, one per core, and hands on what comes of each.
///
/// Every file that is measured is in the cache before anything is said of it, so that a run that is
/// stopped or killed loses none. Cancelling the task stops what is running within a few frames.
struct LibraryRun: Sendable {
  let files: FoundFiles
  let engine: RecommendationEngine
  let desk: LoudnessDesk
  /// What is wanted of the loudness; nil for nothing.
  let loudness: LoudnessWishes?
  let listened: ListenedFiles
  let catalogue: ProfileCatalogue
  let settings: RecommendationSettings
  let window: WindowOption
  /// Whether a file that is no audio is passed over rather than a failure.
  let passesOverOtherFiles: Bool
  let jobs: Int
  let progress: LibraryProgress

  /// Analyses the files.
  ///
  /// - Parameters:
  ///   - finished: is given each file that is done, as soon as it is.
  ///   - inOrder: is given each file that is done in the order of the files, and its index.
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
    // The last thing an analysis does is to be stored, which fails in a task that is cancelled. What
    // may not be stored is not reported: the next run knows it, or measures it.
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
      case .emptyFile, .notRecognised, .playlist, .noSound:
        if !AudioFileNames.isAudio(name) { return .passedOver }
      case .sampleRate, .channels, .codec, .needsFFmpeg, .protected: break
      }
    default: break
    }
    let report = FailureReport(failure)
    return .done(TrackRecord(path: path, .failed(report)))
  }
}

/// What became of a file's turn.
enum FileOutcome: Sendable {
  /// It is answered, or failed.
  case done(TrackRecord)
  /// It is not audio.
  case passedOver
  /// The run was stopped before it was done.
  case stopped
}
