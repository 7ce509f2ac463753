import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// Which rendering of a track a request is about, as the routes of renderings take it (HTTP-50).
struct RenderingQuestion: Sendable {
  /// The file, and how its recommendation is found where that decides.
  let analysis: AnalysisRequest
  /// How the track is wanted.
  let wish: RenderingWish

  /// The parameters of a query.
  static let parameters: [(name: String, kind: Parameters.Kind)] = RenderingFields.sharedParameters
    .map { ($0.name, texts.contains($0.name) ? .text : .number) }

  private static let texts = ["profile_id", "blend", "policy", "bits"]

  /// Whether a parameter means something for renderings only.
  static func isAboutRenderings(_ name: String) -> Bool {
    parameters.contains { $0.name == name } || name == StreamTrack.downloadParameter
  }

  /// What a request asks for of a file.
  ///
  /// - Throws: for a parameter that is out of range, or excludes another.
  init(_ call: WebCall, path: String, _ door: WebDoor) throws(Refusal) {
    let members = call.query.filter { member in
      Self.parameters.contains { $0.name == member.key }
    }
    do throws(FailureReport) {
      let fields = try ParameterFields(members, known: RenderingFields.sharedParameters)
      wish = try RenderingFields(fields).wish(door.service.defaults)
    } catch {
      throw Refusal(error)
    }
    analysis = AnalysisRequest(path: path)
  }

  /// How the rendering stands. Where it has to be worked out that begins, and every listener hears
  /// of it as that of the track.
  func state(trackID: Int, _ door: WebDoor) async throws(Refusal) -> RenderingState {
    do throws(FailureReport) {
      return try await door.service.renderingState(for: analysis, wish, trackID: trackID)
    } catch {
      throw error.kind == .methodNotFound ? .notFound : Refusal(error)
    }
  }
}
