internal import StrictJSON
internal import WireFormat

/// `engine.describe`: which program this is, what it can do, and how much it takes.
struct DescribeEngine: Method {
  static let name = "engine.describe"
  static let parameters: [Parameter] = []
  static let errors: [ErrorCode] = []

  init(_ fields: Fields) {}

  func answer(in session: Session) -> Answer {
    let program = session.service.implementation
    return .now([
      "implementation": ["name": .string(program.name), "version": .string(program.version)],
      "specification": .string(Specification.edition),
      "capabilities": .array(Self.capabilities.map(JSON.string)),
      "limits": [
        "line_bytes": .integer(Limits.lineBytes), "nesting_depth": .integer(Limits.nestingDepth),
        "values": .integer(Limits.values), "batch_messages": .integer(Limits.batchMessages),
        "plan_chunks": .integer(Limits.planChunks),
      ],
    ])
  }

  /// What this program can do of the specification: over JSON-RPC, and with the server beside it.
  private static let capabilities = [
    "core", "strict-json", "messages", "chunks", "profiles", "profiles-yaml", "cache",
    "fingerprint-wav", "fingerprint-flac", "fingerprint-lossy", "resampling", "track-load",
    "http", "websocket",
  ]
}
