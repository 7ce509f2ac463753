import StrictJSON

/// Why a request is answered with a protocol error.
///
/// A failure inside a tool is a result of the tool, so that a model can read it. Protocol errors
/// are for requests that do not reach a tool.
enum ProtocolError: Error {
  case methodNotFound(String)
  case invalidParams(ParamsProblem)
  /// The revision that a request asks for is not supported.
  case unsupportedRevision(String)
  /// A resource that does not exist. Its code depends on the revision.
  case unknownResource(uri: String, ProtocolRevision)

  /// What is wrong with the params.
  enum ParamsProblem {
    /// A parameter of a method is missing or no string.
    case needsString(String, method: String)
    case unknownCursor, unknownTool
    case argumentsNoObject
    case metaNoObject
    case progressTokenType
    /// No revision, outside a session.
    case noRevision
    /// A member of `_meta` that the revision requires.
    case metaLacks(String)
    case metaNoString(String)
    case metaValueNoObject(String)
  }

  /// The member `error` of the answer.
  var payload: JSON {
    let members: [JSON.Member] = [
      .init("code", .integer(code)), .init("message", .string(sentence)),
    ]
    return .object(members + (data.map { [.init("data", $0)] } ?? []))
  }

  private var code: Int {
    switch self {
    case .methodNotFound: -32601
    case .invalidParams: -32602
    case .unsupportedRevision: -32022
    case .unknownResource(_, let revision): revision.isStateless ? -32602 : -32002
    }
  }

  private var data: JSON? {
    switch self {
    case .methodNotFound, .invalidParams: nil
    case .unsupportedRevision(let name):
      [
        "supported": .array(ProtocolRevision.names.map(JSON.string)),
        "requested": .string(String(name.prefix(200))),
      ]
    case .unknownResource(let uri, _): ["uri": .string(String(uri.prefix(2000)))]
    }
  }
}
