import MasteringModel
import StrictJSON
import WireFormat

/// `profiles.remove`: removes a profile from the catalogue with all its versions.
struct RemoveProfile: Method {
  static let name = "profiles.remove"
  static let parameters: [CallParameter] = [.required("profile_id")]
  static let errors: [FailureCode] = [.noProfiles, .unknownProfile]

  private let id: String

  init(_ fields: ParameterFields) throws(FailureReport) {
    id = try fields.required("profile_id", try fields.text("profile_id"))
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let removed: [Profile]
    do {
      removed = try session.service.profiles.remove(id: id)
    } catch {
      throw FailureReport.lastProfile
    }
    guard !removed.isEmpty else { throw .unknownProfile(id: id) }
    return .now([
      "profile_id": .string(id),
      "versions": .array(removed.map { .string($0.version.description) }),
    ])
  }
}
