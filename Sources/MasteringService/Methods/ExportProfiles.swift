import MasteringModel
import StrictJSON
import WireFormat
import YAMLCatalog

/// `profiles.export`: the current version of every profile as YAML.
struct ExportProfiles: Method {
  static let name = "profiles.export"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = [.profilesUnavailable]

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer {
    .now(["yaml": .string(ProfileYAML.text(of: session.service.profiles.current))])
  }
}
