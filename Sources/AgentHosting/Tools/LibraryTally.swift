import Concurrency
import LibraryAnalysis
import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import SystemFiles
import WireFormat

/// Totals over the tracks of a library, or of one of its folders.
struct LibraryTally: Sendable {
  let summary: LibrarySummary
  let elapsed: Duration
  /// The first tracks that failed.
  let failures: [TrackRecord]

  /// How many failures are kept.
  static let mostFailures = 100

  /// Processes tracks.
  ///
  /// - Parameters:
  ///   - measures: whether a track that is not cached is measured, or left out.
  ///   - progress: called with the number of finished tracks.
  init(
    of tracks: [LibraryTrack], in server: AgentServer, settings: RecommendationSettings,
    measures: Bool, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async {
    var files = FoundFiles()
    for track in tracks {
      let (folder, name) = cut(track.path)
      files.append(name.utf8[...], after: folder)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let catalogue = server.service.profiles.current
    var summary = LibrarySummary(of: files)
    var failures: [TrackRecord] = []
    var done = 0
    await SideBySide(jobs: server.service.filesAtATime).run(tracks.count) { index in
      await Self.record(of: tracks[index].path, server, catalogue, settings, measures)
    } finished: { _, _ in
      done += 1
      progress(done)
    } inOrder: { index, record in
      guard let record else { return }
      summary.add(record, folder: files.folder(ofFile: index))
      if case .failed = record.outcome, failures.count < Self.mostFailures {
        failures.append(record)
      }
    }
    self.summary = summary
    self.failures = failures
    elapsed = clock.now - start
  }

  /// The record of a track; nil if it was not reached.
  private static func record(
    of path: String, _ server: AgentServer, _ catalogue: ProfileCatalogue,
    _ settings: RecommendationSettings, _ measures: Bool
  ) async -> TrackRecord? {
    let request: AnalysisRequest
    do throws(FailureReport) {
      request = AnalysisRequest(path: try server.access.path(for: path))
    } catch {
      return TrackRecord(path: path, .failed(error))
    }
    let known = await server.service.rememberedAnalysis(for: request)
    guard known != nil || measures else { return nil }
    let outcome: Result<TrackAnalysis, FailureReport> =
      if let known { .success(known) } else { await server.service.analysis(for: request) }
    guard !Task.isCancelled else { return nil }
    switch outcome {
    case .failure(let report): return TrackRecord(path: path, .failed(report))
    case .success(let analysis):
      return TrackRecord(
        path: path,
        .analysed(
          AnalysedTrack(
            analysis: analysis,
            recommendation: catalogue.recommendation(of: analysis, settings: settings),
            isFromCache: known != nil)))
    }
  }

  /// `summary`, `folders` and `failures`, as defined in Spec/tools.json.
  var payload: JSON {
    [
      "summary": summary.payload(elapsed: elapsed, isInterrupted: Task.isCancelled),
      "folders": .array(summary.folders.map(\.payload)),
      "failures": .array(
        failures.compactMap { record in
          guard case .failed(let report) = record.outcome else { return nil }
          return [
            "path": .string(record.path), "code": .string(report.code),
            "message": .string(report.sentence),
          ]
        }),
    ]
  }
}
