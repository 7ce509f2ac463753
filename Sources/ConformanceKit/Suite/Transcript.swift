package import StrictJSON

/// What is said to a server over HTTP and WebSocket, and what it has to answer.
package struct Transcript: Sendable {
  /// The steps in their order.
  package let steps: [Step]

  /// One thing that is done.
  package struct Step: Sendable {
    /// What is done.
    package let action: Action
    /// The step as it stands in the case file.
    package let source: JSON
  }

  /// What can be done.
  package enum Action: Sendable {
    /// A request on a connection of its own, and its answer.
    case request(Request, Response)
    /// A WebSocket is opened, and named, on a connection on which these targets were asked for before.
    case connect(client: String, fields: [(name: String, value: RawLine)], after: [RawLine])
    /// Frames are sent by a client.
    case send(client: String, [Frame])
    /// Events that a client hears, as patterns; messages of these types are left out.
    case hears(client: String, [JSON], ignored: [String])
  }

  /// A request.
  package struct Request: Sendable {
    /// The method, as in `GET`.
    package let method: String
    /// Path and query.
    package let target: RawLine
    /// The fields of the head that are its own.
    package let fields: [(name: String, value: RawLine)]
    /// The body; nil where there is none.
    package let body: RawLine?
  }

  /// What has to be answered.
  package struct Response: Sendable {
    /// A pattern of `status`, `headers` and `body`.
    package let pattern: JSON
    /// What the body has to be, byte for byte.
    package let content: Content?
  }

  /// A body by its bytes.
  package enum Content: Sendable {
    case length(Int)
    /// The bytes of a file from one to another, that included; nil for its last.
    case file(RawLine, from: Int, to: Int?)
  }

  /// A frame of RFC 6455, right or wrong.
  package struct Frame: Sendable {
    /// The opcode, 0 to 15.
    package let opcode: UInt8
    /// Whether it is its message's last: FIN.
    package let isLast: Bool
    /// Whether it is masked, as a client's has to be.
    package let isMasked: Bool
    /// The three reserved bits; RSV1 is 4.
    package let reserved: UInt8
    /// What it carries, before it is masked.
    package let payload: RawLine
  }
}
