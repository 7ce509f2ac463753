public import StrictJSON

/// A message of the WebSocket, which JSON-RPC sends as a notification: a type and its data.
///
/// Each type has a file of its own, which says its members, makes it, and checks one that came in.
public protocol WireMessage: Sendable {
  /// The type's name on the wire.
  static var typeName: String { get }
  /// The members of the data that a maker gives, for ``WireMessageType/made(from:)``.
  static var parameters: [CallParameter] { get }

  /// The message that parameters state.
  init(_ fields: ParameterFields) throws(FailureReport)

  /// The members of the data, in their order.
  var data: JSON { get }

  /// Refuses data that a reader must not believe.
  ///
  /// - Throws: ``FailureCode/invalidMessage``.
  static func check(_ data: WireMessageFields) throws(FailureReport)

  /// Whether checked data is of a kind that there is; data that is not is ignored (MSG-22).
  static func isKnown(_ data: WireMessageFields) -> Bool
}

extension WireMessage {
  /// True: most types have data of one kind only.
  public static func isKnown(_ data: WireMessageFields) -> Bool { true }

  /// The message as WebSocket clients get it: `type` and `data`.
  public var envelope: JSON { ["type": .string(Self.typeName), "data": data] }

  /// The message as a JSON-RPC notification: the type is the method, the data are the params.
  public var notification: JSON {
    ["jsonrpc": "2.0", "method": .string(Self.typeName), "params": data]
  }
}

/// The types of messages there are.
public enum WireMessageType {
  static let all: [any WireMessage.Type] = [
    TrackLoadedMessage.self, FingerprintProgressMessage.self, RecommendationMessage.self,
    RecommendationFailedMessage.self, LibraryChangedMessage.self, MasteringRenderMessage.self,
  ]
  /// Those that can be made from their members alone.
  private static let makeable: [any WireMessage.Type] = [
    TrackLoadedMessage.self, FingerprintProgressMessage.self, RecommendationFailedMessage.self,
  ]

  /// The message that parameters state: `type`, and the members of its data.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for an unknown type, and for a member that is missing, of
  ///   the wrong type, or not the type's.
  public static func made(from members: [JSON.Member]) throws(FailureReport) -> any WireMessage {
    let type = members.first { $0.key == "type" }?.value
    guard let type else { throw .invalidParams("/type", .missing, expected: names) }
    guard let kind = makeable.first(where: { .string($0.typeName) == type }) else {
      throw .invalidParams("/type", .wrongType, expected: names)
    }
    let fields = try ParameterFields(members, known: [.required("type")] + kind.parameters)
    return try kind.init(fields)
  }

  private static let names = makeable.map { $0.typeName }.joined(separator: ", ")

  /// Reads a message as a receiver has to.
  ///
  /// - Returns: its type, and whether the message is one of those there are; of an unknown type
  ///   nothing else is looked at.
  /// - Throws: ``FailureCode/invalidMessage``.
  public static func check(text: String) throws(FailureReport) -> (type: String, isKnown: Bool) {
    let message: JSON
    do {
      message = try JSON.parse(text)
    } catch {
      throw .invalidMessage(
        "", .notJSON,
        "is not JSON: \(error.reason.rawValue.replacing("_", with: " ")) at byte \(error.byteOffset)"
      )
    }
    let fields = try WireMessageFields(message, at: "")
    let type = try fields.text("type")
    guard let kind = all.first(where: { $0.typeName == type }) else { return (type, false) }
    let data = try fields.object("data")
    try kind.check(data)
    return (type, kind.isKnown(data))
  }
}
