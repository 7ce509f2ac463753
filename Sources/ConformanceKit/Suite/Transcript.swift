package import StrictJSON

/// What is sent to a server over HTTP and WebSocket, and its expected answers.
package struct Transcript: Sendable {
  /// The steps in order.
  package let steps: [Step]

  /// One action and its expectation.
  package struct Step: Sendable {
    /// What is done.
    package let action: Action
    /// The step as in the case file.
    package let source: JSON
  }

  /// The possible actions.
  package enum Action: Sendable {
    /// A request on a new connection, and its answer; repeated until the answer is as expected, if
    /// that is awaited.
    case request(Request, Response, isAwaited: Bool)
    /// A WebSocket is opened under a name, on a connection on which these targets were requested
    /// before.
    case connect(client: String, fields: [(name: String, value: RawLine)], after: [RawLine])
    /// Frames are sent by a client.
    case send(client: String, [Frame])
    /// Events that a client receives, as patterns; messages of these types are ignored.
    case hears(client: String, [JSON], ignored: [String])
  }

  /// A request.
  package struct Request: Sendable {
    /// The method, such as `GET`.
    package let method: String
    /// Path and query.
    package let target: RawLine
    /// Its own header fields.
    package let fields: [(name: String, value: RawLine)]
    /// The body; nil if there is none.
    package let body: RawLine?
  }

  /// The expected answer.
  package struct Response: Sendable {
    /// A pattern of `status`, `headers` and `body`.
    package let pattern: JSON
    /// The expected body, byte for byte.
    package let content: Content?
  }

  /// A body by its bytes.
  package enum Content: Sendable {
    case length(Int)
    /// The bytes of a file from one to another, inclusive; nil for its last.
    case file(RawLine, from: Int, to: Int?)
  }

  /// A frame of RFC 6455, valid or not.
  package struct Frame: Sendable {
    /// The opcode, 0 to 15.
    package let opcode: UInt8
    /// Whether it is the last of its message: FIN.
    package let isLast: Bool
    /// Whether it is masked, as frames from a client have to be.
    package let isMasked: Bool
    /// The three reserved bits; RSV1 is 4.
    package let reserved: UInt8
    /// The payload before masking.
    package let payload: RawLine
  }
}
