import MasteringModel
import ProfileCatalog
import StrictJSON
import WireFormat

/// `profiles.add`: adds a profile, or another version of one, to the catalogue.
struct AddProfile: Method {
  static let name = "profiles.add"
  static let parameters: [CallParameter] = [.required("profile")]
  static let errors: [FailureCode] = [.invalidProfile]

  private let profile: JSON

  init(_ fields: ParameterFields) throws(FailureReport) {
    profile = .object(try fields.required("profile", try fields.object("profile")))
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    do throws(InvalidProfile) {
      let profile = try Profile(json: profile)
      try session.service.profiles.add(profile)
      return .now([
        "profile_id": .string(profile.id), "version": .string(profile.version.description),
      ])
    } catch {
      throw FailureReport(error)
    }
  }
}
