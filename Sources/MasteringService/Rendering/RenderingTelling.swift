import MasteringModel
import Playback
import Synchronization
import WireFormat

/// Sends subscribers the progress of a rendering that a caller waits for: in twentieths, never
/// decreasing.
final class RenderingTelling: Sendable {
  private let renderingID: String
  private let trackID: Int?
  private let events: EventHub<PlayerEvent>
  private let toldStep = Mutex(-1)

  /// - Parameter trackID: nil sends nothing.
  init(of key: RenderingKey, _ trackID: Int?, _ events: EventHub<PlayerEvent>) {
    renderingID = key.id
    self.trackID = trackID
    self.events = events
  }

  /// Records progress. A correction restarts a stage, which is not reported.
  func progress(_ progress: RenderingProgress) {
    let stages = RenderingProgress.Stage.allCases
    let stage = stages.firstIndex(of: progress.stage) ?? 0
    let fraction =
      (Double(stage) + min(max(progress.fraction, 0), 1)) / Double(stages.count)
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
