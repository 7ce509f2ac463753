public import StrictJSON

/// A WebSocket message, which JSON-RPC sends as a notification: a type and its data.
///
/// Each type has its own file, which lists its members, makes it, and checks a received one.
public protocol WireMessage: Sendable {
  /// The type's name on the wire.
  static var typeName: String { get }
  /// The members of the data to make it from, for ``WireMessageType/made(from:)``.
  static var parameters: [CallParameter] { get }

  /// The message described by parameters.
  init(_ fields: ParameterFields) throws(FailureReport)

  /// The members of the data, in order.
  var data: JSON { get }

  /// Refuses data that a reader must not accept.
  ///
  /// - Throws: ``FailureCode/invalidMessage``.
  static func check(_ data: WireMessageFields) throws(FailureReport)

  /// Whether checked data is of a known kind; other data is ignored (MSG-22).
  static func isKnown(_ data: WireMessageFields) -> Bool
}

extension WireMessage {
  /// True, because most types have data of one kind only.
  public static func isKnown(_ data: WireMessageFields) -> Bool { true }

  /// The message as sent to WebSocket clients: `type` and `data`.
  public var envelope: JSON { ["type": .string(Self.typeName), "data": data] }

  /// The message as a JSON-RPC notification: the type is the method, the data are the params.
  public var notification: JSON {
    ["jsonrpc": "2.0", "method": .string(Self.typeName), "params": data]
  }
}

/// The types of messages.
public enum WireMessageType {
  static let all: [any WireMessage.Type] = [
    TrackLoadedMessage.self, FingerprintProgressMessage.self, RecommendationMessage.self,
    RecommendationFailedMessage.self, LibraryChangedMessage.self, MasteringRenderMessage.self,
  ]
  /// Those that can be made from their members alone.
  private static let makeable: [any WireMessage.Type] = [
    TrackLoadedMessage.self, FingerprintProgressMessage.self, RecommendationFailedMessage.self,
  ]

  /// The message described by parameters: `type`, and the members of its data.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for an unknown type, and for a member that is missing, of
  ///   the wrong type, or unknown to the type.
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

  /// Reads a message as a receiver must.
  ///
  /// - Returns: its type, and whether that type is known; nothing else is checked for an unknown
  ///   type.
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
