import AudioEncoding
import Concurrency
package import MasteringModel
import Playback
import Recommending
import Rendering
import Synchronization
package import WireFormat

/// Where to write a rendering.
package struct RenderingOutput: Sendable {
  /// The file, whose extension selects the format.
  package let path: String
  /// Whether it may replace an existing file other than the source.
  package let replaces: Bool

  /// Creates a place from its parts.
  package init(path: String, replaces: Bool) {
    self.path = path
    self.replaces = replaces
  }
}

extension RecommendationService {
  /// The rendering request for a file: the changes that follow from the wish.
  package func renderingRequest(
    for analysis: AnalysisRequest, _ wish: RenderingWish
  ) async -> Result<RenderingRequest, FailureReport> {
    let changes: PredictedChange
    switch wish.changes {
    case .asks(let asks):
      changes = PredictedChange(
        loudnessDB: asks.loudnessChangeDB, crestDB: asks.crestChangeDB,
        centroidHz: asks.centroidChangeHz)
    case .blend(let stated):
      switch blend(stated) {
      case .success(let blend): changes = blend.predictedChange
      case .failure(let failure): return .failure(failure)
      }
    case .recommendation(let settings):
      switch await recommendation(for: analysis, settings: settings, in: nil) {
      case .success(let recommendation): changes = recommendation.recommendedChange
      case .failure(let failure): return .failure(failure)
      }
    }
    do throws(InvalidRenderingAsk) {
      return .success(try wish.request(for: analysis.path, changes: changes))
    } catch {
      return .failure(FailureReport(error))
    }
  }

  /// Renders a file, or only measures the result if there is no output.
  ///
  /// - Parameters:
  ///   - trackID: the track for which progress is sent to subscribers; nil sends none.
  ///   - progress: called as it goes on.
  package func rendered(
    _ analysis: AnalysisRequest, _ wish: RenderingWish, into output: RenderingOutput?,
    trackID: Int?, progress: @escaping @Sendable (RenderingProgress) -> Void = { _ in }
  ) async -> Result<RenderingReport, FailureReport> {
    guard let desk = rendering else { return .failure(.methodNotFound("render.plan")) }
    if let output {
      do throws(AudioWritingFailure) {
        try SndfileSink.container(
          at: output.path, replacing: output.replaces, source: analysis.path)
      } catch {
        return .failure(FailureReport(error))
      }
    }
    let request: RenderingRequest
    switch await renderingRequest(for: analysis, wish) {
    case .failure(let failure): return .failure(failure)
    case .success(let wanted): request = wanted
    }
    // A file can take as long to open as a network drive takes to answer. A caller that is cancelled does
    // not wait for that, but the work keeps its place until it ends.
    let flight = Flight<Result<RenderingReport, FailureReport>>(first: nil)
    flight.begin(on: desk.executor) { _ in
      await self.files.pass {
        await self.rendered(request, into: output, trackID: trackID, at: desk, progress)
      } ?? .failure(.cancelled)
    }
    return await flight.outcome(for: Flight<Void>.firstTicket) ?? .failure(.cancelled)
  }

  /// Renders, and reports the progress to subscribers.
  private func rendered(
    _ request: RenderingRequest, into output: RenderingOutput?, trackID: Int?,
    at desk: RenderingDesk, _ progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<RenderingReport, FailureReport> {
    let telling: RenderingTelling
    do throws(RenderingFailure) {
      telling = RenderingTelling(of: try desk.key(of: request), trackID, player.events)
    } catch {
      return .failure(FailureReport(error))
    }
    do throws(RenderingFailure) {
      let report = try await desk.renderer.render(
        request, into: output.map { Self.sinkMaker(for: request, $0) }
      ) {
        telling.progress($0)
        progress($0)
      }
      telling.end(nil)
      return .success(report)
    } catch {
      let failure = FailureReport(error)
      telling.end(failure)
      return .failure(failure)
    }
  }

  /// Sends subscribers news of a rendering.
  package func tell(_ news: RenderingNews, ofTrack trackID: Int) {
    player.events.publish(.rendering(trackID: trackID, news))
  }

  /// A blend of profiles of the catalogue, whose weights for each change sum to 1.
  package func blend(_ stated: StatedBlend) -> Result<Blend, FailureReport> {
    let catalogue = profiles.current
    var members: [(profile: Profile, weights: DimensionWeights)] = []
    for member in stated.members {
      guard let profile = catalogue[member.profileID] else {
        return .failure(.unknownProfile(id: member.profileID))
      }
      members.append((profile, member.weights))
    }
    return .success(Blend(stated: members))
  }

  private static func sinkMaker(
    for request: RenderingRequest, _ output: RenderingOutput
  ) -> RenderingSinkMaker {
    { format throws(AudioWritingFailure) in
      try SndfileSink(
        at: output.path, format: format, resolution: request.resolution,
        replacing: output.replaces, source: request.path)
    }
  }
}

/// Sends subscribers the progress of a rendering that a caller waits for: in twentieths, never
/// decreasing.
final class RenderingTelling: Sendable {
  private let renderingID: String
  private let trackID: Int?
  private let events: PlayerEventHub<PlayerEvent>
  private let toldStep = Mutex(-1)

  /// - Parameter trackID: nil sends nothing.
  init(of key: RenderingKey, _ trackID: Int?, _ events: PlayerEventHub<PlayerEvent>) {
    renderingID = key.id
    self.trackID = trackID
    self.events = events
  }

  /// Records progress. A correction restarts a stage, which is not reported.
  func progress(_ progress: RenderingProgress) {
    let fraction = progress.stagesDone / Double(RenderingProgress.Stage.allCases.count)
    let step = Int((fraction * 20).rounded(.down))
    let isNews = toldStep.withLock { told in
      guard step > told else { return false }
      told = step
      return true
    }
    if isNews { tell(.solving(fraction)) }
  }

  /// Reports the end; nil means success.
  func end(_ failure: FailureReport?) {
    tell(failure.map { .failed(code: $0.code, message: $0.sentence) } ?? .measured)
  }

  private func tell(_ status: RenderingNews.Status) {
    guard let trackID else { return }
    events.publish(
      .rendering(
        trackID: trackID, RenderingNews(renderingID: renderingID, status: status)))
  }
}
