import MasteringModel
import StrictJSON
import WireFormat
import YAMLCatalog

/// `profiles.import`: adds the profiles of a YAML text to the catalogue, all of them or none.
struct ImportProfiles: Method {
  static let name = "profiles.import"
  static let parameters: [CallParameter] = [.required("yaml")]
  static let errors: [FailureCode] = [.invalidProfileText]

  private let yaml: String

  init(_ fields: ParameterFields) throws(FailureReport) {
    yaml = try fields.required("yaml", try fields.text("yaml"))
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let result = session.service.profiles.importing(yaml: yaml)
    guard result.problems.isEmpty else { throw .invalidProfileText(result) }
    return .now([
      "added": .array(
        result.added.map {
          ["profile_id": .string($0.id), "version": .string($0.version.description)]
        })
    ])
  }
}
