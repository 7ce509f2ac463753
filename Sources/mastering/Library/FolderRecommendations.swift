import Concurrency
import LibraryAnalysis
import MasteringModel
import Recommending
import Synchronization
import WireFormat

/// Recommendations for all tracks of folders, held in memory, for commands that need a library as a
/// whole.
struct FolderRecommendations: Sendable {
  let engine: RecommendationEngine
  let window: WindowOption
  let settings: RecommendationSettings
  let line: ProgressLine

  /// A track and its recommendation.
  struct Track: Sendable {
    let path: String
    let recommendation: Recommendation
  }

  /// The results for folders.
  struct Outcome: Sendable {
    var tracks: [Track] = []
    var failures: [FileProblem] = []
  }

  /// Analyses the files of the folders, one per core.
  func all(in folders: [String]) async throws -> Outcome {
    var outcome = Outcome()
    var finder = LibraryFinder()
    for folder in folders { finder.search(folder) }
    outcome.failures += finder.problems.map { FileProblem($0) }
    let files = finder.files
    let catalogue = try await engine.catalogue()
    let done = Mutex(0)
    await SideBySide(jobs: FileBatch.cores).run(files.count) { index in
      let result: Result<Recommendation, RecommendationFailure>
      do throws(RecommendationFailure) {
        let analysis = try await engine.analysis(for: window.request(for: files[index]))
        result = .success(catalogue.recommendation(of: analysis, settings: settings))
      } catch { result = .failure(error) }
      let count = done.withLock { done in
        done += 1
        return done
      }
      line.show(Double(count) / Double(max(files.count, 1)), "\(count) of \(files.count)")
      return result
    } inOrder: { index, result in
      switch result {
      case .success(let recommendation):
        outcome.tracks.append(Track(path: files[index], recommendation: recommendation))
      case .failure(let failure):
        outcome.failures.append(FileProblem(FailureReport(failure), about: files[index]))
      }
    }
    return outcome
  }
}
