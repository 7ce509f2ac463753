import MasteringModel
import ProfileCatalog
import StrictJSON
import WireFormat

/// `profiles.get`: a profile, in its current version unless another is requested.
struct GetProfile: Method {
  static let name = "profiles.get"
  static let parameters: [CallParameter] = [.required("profile_id"), .optional("version")]
  static let errors: [FailureCode] = [.unknownProfile]

  private let id: String
  private let version: ProfileVersion?

  init(_ fields: ParameterFields) throws(FailureReport) {
    id = try fields.required("profile_id", try fields.text("profile_id"))
    let version = try fields.text("version")
    self.version = try version.map { text throws(FailureReport) in
      guard let version = ProfileVersion(text) else {
        throw fields.wrongType("version", expected: "a version such as \"1.0\"")
      }
      return version
    }
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    guard let profile = profile(in: session.service.profiles.registry) else {
      throw .unknownProfile(id: id)
    }
    return .now(["profile": profile.payload])
  }

  private func profile(in registry: ProfileRegistry) -> Profile? {
    guard let version else { return registry[id] }
    return registry.history(of: id).first { $0.version == version }
  }
}
