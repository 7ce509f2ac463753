internal import MasteringModel
internal import ProfileCatalog
internal import StrictJSON
internal import WireFormat

/// `profiles.export`: the current version of every profile as YAML.
struct ExportProfiles: Method {
  static let name = "profiles.export"
  static let parameters: [Parameter] = []
  static let errors: [ErrorCode] = [.profilesUnavailable]

  init(_ fields: Fields) {}

  func answer(in session: Session) -> Answer {
    .now(["yaml": .string(ProfileYAML.text(of: session.service.profiles.current))])
  }
}
