internal import MasteringModel
internal import StrictJSON
internal import WireFormat

/// `profiles.list`: the current version of every profile, in catalogue order.
struct ListProfiles: Method {
  static let name = "profiles.list"
  static let parameters: [Parameter] = []
  static let errors: [ErrorCode] = [.profilesUnavailable]

  init(_ fields: Fields) {}

  func answer(in session: Session) -> Answer { .now(session.service.profiles.current.payload) }
}
