package import MasteringModel
import Rendering
package import StrictJSON
import SystemFiles
package import WireFormat

/// One of the two versions of a rendering.
package enum RenderedRendition: String, Sendable {
  /// The original track, with the length and the resolution of the other.
  case original
  /// The mastered track.
  case mastered
}

/// The state of a requested rendering, with its key.
package struct RenderingState: Sendable {
  /// Its key.
  package let key: RenderingKey
  /// Its progress.
  package let progress: RenderingDesk.State

  /// The answer for programs.
  package func payload(_ trackID: Int) -> JSON {
    let request = key.request
    var members: [JSON.Member] = [
      .init("track_id", .integer(trackID)), .init("render_id", .string(key.id)),
      .init("state", .string(name)), .init("fraction", .number(fraction)),
      .init(
        "asks",
        [
          "loudness_db": .number(request.asks.loudnessChangeDB),
          "crest_db": .number(request.asks.crestChangeDB),
          "centroid_hz": .number(request.asks.centroidChangeHz),
        ]),
      .init("policy", .string(request.policy.rawValue)),
      .init("ceiling_dbtp", request.policy == .free ? .null : .number(request.ceiling.dBTP)),
    ]
    guard case .ready(let rendering) = progress else { return .object(members) }
    members += [
      .init("sample_rate_hz", .integer(rendering.format.sampleRateHz)),
      .init("channels", .integer(rendering.format.channels)),
      .init("frames", .integer(rendering.frames)),
      .init("level_db", .number(rendering.planned.levelDB)),
      .init("report", rendering.result?.report.payload ?? .null),
      .init(
        "match",
        rendering.result?.match.map { match in
          [
            "original_gain_db": .number(match.originalGainDB),
            "mastered_gain_db": .number(match.masteredGainDB),
            "original_lufs": rendering.result?.originalLUFS.map { .number($0) } ?? .null,
            "mastered_lufs": rendering.result?.masteredLUFS.map { .number($0) } ?? .null,
          ]
        } ?? .null),
      .init("history", rendering.result?.report.history ?? .null),
    ]
    return .object(members)
  }

  private var name: String {
    switch progress {
    case .solving: "solving"
    case .ready(let rendering): rendering.result == nil ? "ready" : "measured"
    }
  }

  private var fraction: Double {
    if case .solving(let fraction) = progress { fraction } else { 1 }
  }
}

extension RenderingReport {
  /// The loudness of both versions over time; nil if one was not recorded.
  fileprivate var history: JSON? {
    guard let original = sourceLoudness?.history, let mastered = resultLoudness?.history else {
      return nil
    }
    func values(_ history: LoudnessHistory) -> JSON {
      .array(history.shortTermLUFS.map { $0.map { .number(($0 * 100).rounded() / 100) } ?? .null })
    }
    return [
      "interval_seconds": .number(original.intervalSeconds),
      "original_short_term_lufs": values(original), "mastered_short_term_lufs": values(mastered),
    ]
  }
}

extension RenderingDesk.Rendering {
  /// The format of its samples.
  package var format: AudioFormat { planned.track.format }
  /// How many frames it has.
  package var frames: Int { planned.track.frames }
  /// What its samples are rounded to.
  package var resolution: SampleResolution { planned.request.resolution }

  /// Identifies the bytes of a rendition: it changes with the state of the file and, for the
  /// mastered one, with the asks.
  package func soundID(_ rendition: RenderedRendition) -> String {
    switch rendition {
    case .mastered: return "\(key.id)-mastered"
    case .original:
      let untouched = RenderingRequest(
        path: key.request.path, asks: .nothing, resolution: resolution)
      return "\(RenderingKey(identity: key.identity, request: untouched).id)-original"
    }
  }
}

extension RecommendationService {
  /// The state of a rendering. If it has to be computed, that starts or continues, and every
  /// subscriber gets its news.
  ///
  /// - Throws: why it failed; ``FailureCode/methodNotFound`` if there is no renderer.
  package func renderingState(
    for analysis: AnalysisRequest, _ wish: RenderingWish, trackID: Int
  ) async throws(FailureReport) -> RenderingState {
    guard let desk = rendering else { throw .methodNotFound("render.plan") }
    let request = try await renderingRequest(for: analysis, wish).get()
    let key: RenderingKey
    do throws(RenderingFailure) { key = try desk.key(of: request) } catch {
      throw FailureReport(error)
    }
    // A link created after the path was allowed leads elsewhere.
    guard !access.isRestricted || key.identity.path.isSamePath(as: analysis.path) else {
      throw FailureReport(AudioFailure.notFound(path: analysis.path))
    }
    let state = try await desk.state(of: key) { [weak self] news in
      self?.tell(news, ofTrack: trackID)
    }
    return RenderingState(key: key, progress: state)
  }

  /// The audio of a rendition, from its start.
  package func openRendering(
    _ rendering: RenderingDesk.Rendering, _ rendition: RenderedRendition
  ) throws(AudioFailure) -> any AudioStream {
    guard let desk = self.rendering else { throw .notFound(path: rendering.key.request.path) }
    return try desk.open(rendering, rendition)
  }
}

extension RenderingDesk {
  fileprivate func open(
    _ rendering: Rendering, _ rendition: RenderedRendition
  ) throws(AudioFailure) -> any AudioStream {
    try renderer.stream(of: rendering.planned, isUntouched: rendition == .original)
  }
}
