import AudioEncoding
import MasteringModel
import Recommending
import Rendering
import WireFormat

/// Renders one file of a batch.
struct MasterWork: Sendable {
  let change: RenderingChangeSource
  let asks: RenderingAskOptions
  let limits: RenderingLimitOptions
  let ceiling: TruePeakCeiling
  let renderer: TrackRenderer
  let force: Bool

  /// What came of a file whose result goes to `destination`, or nowhere where that is nil.
  func outcome(
    of path: String, to destination: String?,
    progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<RenderingReport, FailureReport> {
    if let destination {
      do throws(AudioWritingFailure) {
        try SndfileSink.container(at: destination, replacing: force, source: path)
      } catch {
        return .failure(FailureReport(error))
      }
    }
    let request: RenderingRequest
    do {
      request = limits.request(
        for: path, asks: try await wanted(of: path), ceiling: ceiling)
    } catch {
      return .failure(error)
    }
    do {
      return .success(
        try await renderer.render(
          request, into: sinkMaker(for: request, at: destination), progress: progress))
    } catch {
      return .failure(FailureReport(error))
    }
  }

  /// What an equaliser and a volume control can do of a file's rendering.
  func settings(
    of path: String, progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<EqualiserSettings, FailureReport> {
    let request: RenderingRequest
    do {
      request = limits.request(for: path, asks: try await wanted(of: path), ceiling: ceiling)
    } catch {
      return .failure(error)
    }
    do {
      return .success(try await renderer.equaliserSettings(for: request, progress: progress))
    } catch {
      return .failure(FailureReport(error))
    }
  }

  /// What makes the file at `destination`; nil where that is nil.
  private func sinkMaker(
    for request: RenderingRequest, at destination: String?
  ) -> RenderingSinkMaker? {
    guard let destination else { return nil }
    let force = force
    return { format throws(AudioWritingFailure) in
      try SndfileSink(
        at: destination, format: format, resolution: request.resolution, replacing: force,
        source: request.path)
    }
  }

  private func wanted(of path: String) async throws(FailureReport) -> RenderingAsks {
    let change: PredictedChange
    do { change = try await self.change.change(of: path) } catch { throw FailureReport(error) }
    do {
      let all = try RenderingAsks(
        loudnessChangeDB: change.loudnessDB, crestChangeDB: change.crestDB,
        centroidChangeHz: change.centroidHz)
      return (asks.only.map(all.only) ?? all).scaled(byPercent: asks.intensity)
    } catch {
      throw FailureReport(error)
    }
  }
}
