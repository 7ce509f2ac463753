import StrictJSON

/// The metadata of a request, from `_meta`.
struct RequestMeta {
  /// The revision to answer with.
  let revision: ProtocolRevision
  /// The token for progress reports; nil if none are wanted.
  let progressToken: JSON?

  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

  /// The metadata in `params`.
  ///
  /// - Parameter session: the revision agreed by `initialize`; nil before that.
  /// - Throws: ``ProtocolError`` for a request without a revision outside a session, for one that
  ///   lacks what its revision requires, and for an unsupported revision.
  init(of params: [JSON.Member], session: ProtocolRevision?) throws(ProtocolError) {
    let meta = JSON.object(params)["_meta"]
    if let meta, meta.members == nil { throw .invalidParams("params._meta is not an object.") }
    revision = try Self.revision(meta, session: session)
    switch meta?["progressToken"] {
    case nil: progressToken = nil
    case .some(let token):
      guard token.asString != nil || token.asInteger != nil else {
        throw .invalidParams("params._meta.progressToken is neither a string nor an integer.")
      }
      progressToken = token
    }
  }

  private static func revision(
    _ meta: JSON?, session: ProtocolRevision?
  ) throws(ProtocolError) -> ProtocolRevision {
    guard let version = meta?[versionKey] else {
      if let session { return session }
      throw .invalidParams(
        "params._meta lacks \(versionKey) and \(capabilitiesKey), and there was no initialize.")
    }
    guard let name = version.asString else {
      throw .invalidParams("params._meta: \(versionKey) is not a string.")
    }
    guard let capabilities = meta?[capabilitiesKey] else {
      throw .invalidParams("params._meta lacks \(capabilitiesKey).")
    }
    guard capabilities.members != nil else {
      throw .invalidParams("params._meta: \(capabilitiesKey) is not an object.")
    }
    guard let revision = ProtocolRevision(rawValue: name), revision.isStateless else {
      throw .unsupportedRevision(name)
    }
    return revision
  }
}
