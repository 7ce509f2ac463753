internal import MasteringModel
internal import StrictJSON
internal import WireFormat

/// `profiles.add`: takes a profile, or another version of one, into the catalogue.
struct AddProfile: Method {
  static let name = "profiles.add"
  static let parameters: [Parameter] = [.required("profile")]
  static let errors: [ErrorCode] = [.invalidProfile]

  private let profile: JSON

  init(_ fields: Fields) throws(FailureReport) {
    profile = .object(try fields.required("profile", try fields.object("profile")))
  }

  func answer(in session: Session) throws(FailureReport) -> Answer {
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
