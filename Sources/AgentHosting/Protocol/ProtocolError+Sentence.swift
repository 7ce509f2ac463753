extension ProtocolError {
  /// What is wrong, and where to look.
  var sentence: String {
    switch self {
    case .methodNotFound(let name): "There is no method \(name.quotedExcerpt)."
    case .invalidParams(let problem): problem.sentence
    case .unsupportedRevision(let name):
      "The protocol version \(name.quotedExcerpt) is not supported."
    case .unknownResource(let uri, _):
      "There is no resource \(uri.quotedExcerpt). resources/list lists the resources."
    }
  }
}

extension ProtocolError.ParamsProblem {
  fileprivate var sentence: String {
    switch self {
    case .needsString(let name, let method): "\(method) needs \(name), a string."
    case .unknownCursor: "Unknown cursor."
    case .unknownTool: "Unknown tool. tools/list lists the tools."
    case .argumentsNoObject: "The arguments of a tool must be an object."
    case .metaNoObject: "params._meta is not an object."
    case .progressTokenType:
      "params._meta.progressToken is neither a string nor an integer."
    case .noRevision:
      "params._meta lacks \(RequestMeta.versionKey) and \(RequestMeta.capabilitiesKey), and there "
        + "was no initialize."
    case .metaLacks(let key): "params._meta lacks \(key)."
    case .metaNoString(let key): "params._meta: \(key) is not a string."
    case .metaValueNoObject(let key): "params._meta: \(key) is not an object."
    }
  }
}

extension String {
  /// The beginning of a text from outside in quotation marks.
  fileprivate var quotedExcerpt: String { "\"\(prefix(80))\"" }
}
