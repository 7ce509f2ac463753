import StrictJSON
import WireFormat

/// `engine.describe`: the program's name, capabilities and limits.
struct DescribeEngine: Method {
  static let name = "engine.describe"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = []

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer {
    let program = session.service.implementation
    return .now([
      "implementation": ["name": .string(program.name), "version": .string(program.version)],
      "specification": .string(SpecificationEdition.current),
      "capabilities": .array(Self.capabilities.map(JSON.string)),
      "limits": [
        "line_bytes": .integer(SessionLimits.lineBytes),
        "nesting_depth": .integer(SessionLimits.nestingDepth),
        "values": .integer(SessionLimits.values),
        "batch_messages": .integer(SessionLimits.batchMessages),
        "plan_chunks": .integer(SessionLimits.planChunks),
      ],
    ])
  }

  /// The capabilities of the specification that this program has: over JSON-RPC, and with its
  /// server.
  private static let capabilities = [
    "core", "strict-json", "messages", "chunks", "profiles", "profiles-yaml", "cache",
    "fingerprint-wav", "fingerprint-flac", "fingerprint-lossy", "resampling", "track-load",
    "loudness", "loudness-ebu", "headroom",
    "dimension-weights",
    "learning",
    "taste", "blends", "rendering", "rendering-files",
    "http", "websocket", "cue-sheets",
  ]
}
