import StrictJSON

/// The metadata of a request, from `_meta`.
struct RequestMeta {
  /// The revision to answer with.
  let revision: ProtocolRevision
  /// The token for progress reports; nil if none are wanted.
  let progressToken: JSON?

  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

  /// The metadata in `params`.
  ///
  /// - Parameter session: the revision agreed by `initialize`; nil before that.
  /// - Throws: ``ProtocolError`` for a request without a revision outside a session, for one that
  ///   lacks what its revision requires, and for an unsupported revision.
  init(of params: [JSON.Member], session: ProtocolRevision?) throws(ProtocolError) {
    let meta = JSON.object(params)["_meta"]
    if let meta, meta.members == nil { throw .invalidParams(.metaNoObject) }
    revision = try Self.revision(meta, session: session)
    switch meta?["progressToken"] {
    case nil: progressToken = nil
    case .some(let token):
      guard token.asString != nil || token.asInteger != nil else {
        throw .invalidParams(.progressTokenType)
      }
      progressToken = token
    }
  }

  private static func revision(
    _ meta: JSON?, session: ProtocolRevision?
  ) throws(ProtocolError) -> ProtocolRevision {
    guard let version = meta?[versionKey] else {
      if let session { return session }
      throw .invalidParams(.noRevision)
    }
    guard let name = version.asString else { throw .invalidParams(.metaNoString(versionKey)) }
    guard let capabilities = meta?[capabilitiesKey] else {
      throw .invalidParams(.metaLacks(capabilitiesKey))
    }
    guard capabilities.members != nil else {
      throw .invalidParams(.metaValueNoObject(capabilitiesKey))
    }
    guard let revision = ProtocolRevision(rawValue: name), revision.isStateless else {
      throw .unsupportedRevision(name)
    }
    return revision
  }
}
