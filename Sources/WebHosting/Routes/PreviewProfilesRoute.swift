import Concurrency
import HTTPTypes
import LibraryAnalysis
import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `POST /api/library/map/preview`: which tracks would get another recommendation if the profiles of a
/// text were used as well, without keeping them (HTTP-111).
///
/// A page at a time, as with the map: so no request takes long, a client stops by not asking for the next,
/// and the server remembers nothing in between.
enum PreviewProfilesRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "library", "map", "preview"]

  /// The members of its body.
  private static let members: [CallParameter] =
    [.required("yaml")]
    + ShowLibraryMap.parameters.map { .optional($0.name) }

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let body = try Parameters.members(ofBody: call.body) ?? []
    let page: ShowLibraryMap.Page
    let settings: RecommendationSettings
    let preview: ProfilePreview
    do throws(FailureReport) {
      let fields = try ParameterFields(body, known: members)
      page = try ShowLibraryMap.Page(fields)
      settings = try SettingsFields(fields).settings(
        door.service.defaults, taste: door.service.taste)
      preview = try door.service.profiles.preview(
        yaml: try fields.required("yaml", try fields.text("yaml")))
    } catch {
      throw Refusal(error)
    }
    let tracks = door.library.tracks
    let compared = page.tracks(of: tracks)
    var changed: [JSON] = []
    var (known, unmeasured, failed) = (0, 0, 0)
    await SideBySide(jobs: door.service.filesAtATime).run(compared.count) { index in
      await ShowLibraryMap.analysis(
        of: compared[index], door.service, measures: page.measures)
    } inOrder: { index, analysis in
      switch analysis {
      case .success(let analysis?):
        known += 1
        let now = preview.now.recommendation(of: analysis, settings: settings)
        let then = preview.then.recommendation(of: analysis, settings: settings)
        guard now.differs(from: then) else { return }
        changed.append([
          "track_id": .integer(compared[index].number), "now": now.side, "then": then.side,
        ])
      case .success(nil): unmeasured += 1
      case .failure: failed += 1
      }
    }
    // The rest was not compared, and the client is gone.
    if Task.isCancelled { throw Refusal(.cancelled) }
    return Reply(
      json: [
        "added": .array(preview.added.map(\.summary)),
        "total": .integer(tracks.count), "offset": .integer(page.offset),
        "next_offset": page.next(after: compared, of: tracks),
        "compared": .integer(known), "unmeasured": .integer(unmeasured),
        "failed": .integer(failed),
        "changed": .array(changed),
      ])
  }
}

extension Recommendation {
  /// One side of a comparison: what the map says, and the name of the profile, which the client's
  /// catalogue may not have.
  fileprivate var side: JSON {
    let name = JSON.Member("profile_name", isFallback ? .null : .string(primaryProfile.name))
    return .object(mapMembers.prefix(1) + [name] + mapMembers.dropFirst())
  }
}

extension Profile {
  /// The profile in the list of what a text adds.
  fileprivate var summary: JSON {
    [
      "profile_id": .string(id), "version": .string(version.description), "name": .string(name),
    ]
  }
}
