import StrictJSON

/// Why a request is answered with a protocol error.
///
/// A failure inside a tool is a result of the tool, so that a model can read it. Protocol errors
/// are for requests that do not reach a tool.
struct ProtocolError: Error {
  let code: Int
  let message: String
  var data: JSON?

  /// The member `error` of the answer.
  var payload: JSON {
    let members: [JSON.Member] = [
      .init("code", .integer(code)), .init("message", .string(message)),
    ]
    return .object(members + (data.map { [.init("data", $0)] } ?? []))
  }

  static func methodNotFound(_ name: String) -> ProtocolError {
    ProtocolError(code: -32601, message: "There is no method \(name.quotedExcerpt).")
  }

  static func invalidParams(_ message: String) -> ProtocolError {
    ProtocolError(code: -32602, message: message)
  }

  /// An unsupported revision.
  static func unsupportedRevision(_ name: String) -> ProtocolError {
    ProtocolError(
      code: -32022, message: "The protocol version \(name.quotedExcerpt) is not supported.",
      data: [
        "supported": .array(ProtocolRevision.names.map(JSON.string)),
        "requested": .string(String(name.prefix(200))),
      ])
  }

  /// A resource that does not exist.
  static func unknownResource(_ uri: String, in revision: ProtocolRevision) -> ProtocolError {
    ProtocolError(
      code: revision.isStateless ? -32602 : -32002,
      message: "There is no resource \(uri.quotedExcerpt). resources/list lists the resources.",
      data: ["uri": .string(String(uri.prefix(2000)))])
  }
}

extension String {
  /// The beginning of a text from outside in quotation marks.
  fileprivate var quotedExcerpt: String { "\"\(prefix(80))\"" }
}
