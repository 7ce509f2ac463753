import StrictJSON

/// What a request says of itself in `_meta`.
struct RequestMeta {
  /// The revision that it is to be answered by.
  let revision: ProtocolRevision
  /// What progress is reported under; nil where none is wanted.
  let progressToken: JSON?

  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

  /// What `params` say.
  ///
  /// - Parameter session: the revision that `initialize` settled; nil before.
  /// - Throws: ``ProtocolError`` for a request that says neither its revision nor belongs to a session,
  ///   for one that lacks what its revision requires, and for a revision that is not spoken here.
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
