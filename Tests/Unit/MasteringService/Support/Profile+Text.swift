import MasteringModel
import StrictJSON
import WireFormat

extension Profile {
  /// The profile as it is sent.
  var payloadText: String { payload.text() }
}
