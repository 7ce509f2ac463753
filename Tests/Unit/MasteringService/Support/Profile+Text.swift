import MasteringModel
import StrictJSON
import WireFormat

extension Profile {
  /// The profile as sent on the wire.
  var payloadText: String { payload.text() }
}
