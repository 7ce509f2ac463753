import COpenRPC
import StrictJSON
import WireFormat

/// `rpc.discover`: the OpenRPC document of this service.
struct Discover: Method {
  static let name = "rpc.discover"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = []

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer { .now(Self.document) }

  /// Spec/openrpc.json, which was compiled in; a test compares it with the table of methods.
  static let document: JSON = {
    let bytes = UnsafeBufferPointer(
      start: mastering_openrpc_document(), count: mastering_openrpc_document_size())
    do {
      return try JSON.parse(Array(bytes))
    } catch {
      preconditionFailure("The OpenRPC document that was compiled in is not JSON: \(error)")
    }
  }()
}
