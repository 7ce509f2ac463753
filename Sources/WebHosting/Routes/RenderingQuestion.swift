import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// The rendering of a track that a request names, for the routes of renderings (HTTP-50).
struct RenderingQuestion: Sendable {
  /// The file, with the analysis window for its recommendation, if that is used.
  let analysis: AnalysisRequest
  /// The wanted rendering.
  let wish: RenderingWish

  /// The parameters of a query.
  static let parameters: [(name: String, kind: Parameters.Kind)] = RenderingFields.sharedParameters
    .map { ($0.name, $0.name == "taste" ? .truth : texts.contains($0.name) ? .text : .number) }

  private static let texts = ["weighting", "profile_id", "blend", "strengths", "policy", "bits"]

  /// Whether a parameter applies only to renderings.
  static func isAboutRenderings(_ name: String) -> Bool {
    parameters.contains { $0.name == name } || name == StreamTrack.downloadParameter
  }

  /// The rendering of a file that a request asks for.
  ///
  /// - Throws: for a parameter that is out of range, or conflicts with another.
  init(_ call: WebCall, path: String, _ door: WebDoor) throws(Refusal) {
    let members = call.query.filter { member in
      Self.parameters.contains { $0.name == member.key }
    }
    do throws(FailureReport) {
      let fields = try ParameterFields(
        try RenderingNotation.read(members), known: RenderingFields.sharedParameters)
      wish = try RenderingFields(fields).wish(
        door.service.defaults, taste: door.service.taste)
    } catch {
      throw Refusal(error)
    }
    analysis = AnalysisRequest(path: path)
  }

  /// The state of the rendering. If it has to be computed, that starts, and every subscriber gets
  /// its news under the track's number.
  func state(trackID: Int, _ door: WebDoor) async throws(Refusal) -> RenderingState {
    do throws(FailureReport) {
      return try await door.service.renderingState(for: analysis, wish, trackID: trackID)
    } catch {
      throw error.kind == .methodNotFound ? .notFound : Refusal(error)
    }
  }
}
