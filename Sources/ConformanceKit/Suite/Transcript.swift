public import StrictJSON

/// What is said to a server over HTTP and WebSocket, and what it has to answer.
public struct Transcript: Sendable {
  /// The steps in their order.
  public let steps: [Step]

  /// One thing that is done.
  public struct Step: Sendable {
    /// What is done.
    public let action: Action
    /// The step as it stands in the case file.
    public let source: JSON
  }

  /// What can be done.
  public enum Action: Sendable {
    /// A request on a connection of its own, and its answer.
    case request(Request, Response)
    /// A WebSocket is opened, and named.
    case connect(client: String, fields: [(name: String, value: RawLine)])
    /// Frames are sent by a client.
    case send(client: String, [Frame])
    /// Events that a client hears, as patterns; messages of these types are left out.
    case hears(client: String, [JSON], ignored: [String])
  }

  /// A request.
  public struct Request: Sendable {
    /// The method, as in `GET`.
    public let method: String
    /// Path and query.
    public let target: RawLine
    /// The fields of the head that are its own.
    public let fields: [(name: String, value: RawLine)]
    /// The body; nil where there is none.
    public let body: RawLine?
  }

  /// What has to be answered.
  public struct Response: Sendable {
    /// A pattern of `status`, `headers` and `body`.
    public let pattern: JSON
    /// What the body has to be, byte for byte.
    public let content: Content?
  }

  /// A body by its bytes.
  public enum Content: Sendable {
    case length(Int)
    /// The bytes of a file from one to another, that included; nil for its last.
    case file(RawLine, from: Int, to: Int?)
  }

  /// A frame of RFC 6455, right or wrong.
  public struct Frame: Sendable {
    /// The opcode, 0 to 15.
    public let opcode: UInt8
    /// Whether it is its message's last: FIN.
    public let isLast: Bool
    /// Whether it is masked, as a client's has to be.
    public let isMasked: Bool
    /// The three reserved bits; RSV1 is 4.
    public let reserved: UInt8
    /// What it carries, before it is masked.
    public let payload: RawLine
  }
}
