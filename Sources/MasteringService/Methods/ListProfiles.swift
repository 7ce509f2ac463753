import MasteringModel
import StrictJSON
import WireFormat

/// `profiles.list`: the current version of every profile, in catalogue order.
struct ListProfiles: Method {
  static let name = "profiles.list"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = [.profilesUnavailable]

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer {
    .now(session.service.profiles.current.payload)
  }
}
