import Foundation
import Synchronization
import Testing

/// A connection to a server that sends raw bytes and reads answers.
///
///     let connection = try await server.connection()
///     try await connection.send(request.bytes + request.bytes)
///     let first = try await connection.answer()
final class HTTPConnection: Sendable {
  private let socket: Socket
  private let source: Mutex<ByteSource>
  /// Texts that no answer may contain.
  private let secrets: [String]

  /// Connects to a port on this machine.
  ///
  /// - Parameters:
  ///   - secrets: texts that no answer may contain, such as the name of a folder. Finding one is an
  ///     issue.
  ///   - receiveBufferBytes: the size of the receive buffer; if nil, the system decides.
  init(
    port: Int, secrets: [String] = [], patience: Duration = Socket.usualPatience,
    receiveBufferBytes: Int32? = nil
  ) async throws {
    let socket = try await onThreadOfItsOwn {
      try Socket(port: port, receiveBufferBytes: receiveBufferBytes)
    }
    self.socket = socket
    source = Mutex(ByteSource { try socket.receive(patience: patience) })
    self.secrets = secrets
  }

  /// Sends bytes. Bytes that a server no longer reads after closing are lost.
  func send(_ bytes: [UInt8]) async throws {
    try await onThreadOfItsOwn { [socket] in
      do { try socket.send(bytes) } catch Socket.Failure.ended {}
    }
  }

  /// The next answer.
  ///
  /// - Parameter method: the method of the request.
  func answer(to method: String = "GET") async throws -> HTTPAnswer {
    let answer = try await read { try HTTPAnswer(from: &$0, to: method) }
    // Audio may contain any bytes.
    let isSound = answer.fields.values("Content-Type").contains {
      !$0.hasPrefix("application/json")
    }
    checkSecrecy(answer.head)
    if !isSound { checkSecrecy(answer.body) }
    return answer
  }

  /// The answers until the server closes the connection.
  func answers() async throws -> [HTTPAnswer] {
    var answers: [HTTPAnswer] = []
    while try await !isAtEnd() { answers.append(try await answer()) }
    return answers
  }

  /// Whether the server has closed the connection and everything was read; waits until that is
  /// known.
  func isAtEnd() async throws -> Bool { try await read { try $0.isAtEnd() } }

  /// Reads with a caller-supplied parser.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (inout ByteSource) throws -> Value
  ) async throws -> Value {
    try await onThreadOfItsOwn { [self] in try source.withLock { try body(&$0) } }
  }

  /// Announces that nothing more will be sent.
  func endSending() { socket.endSending() }

  func close() { socket.close() }

  /// Records an issue if the bytes contain a secret.
  func checkSecrecy(_ bytes: [UInt8]) {
    for secret in secrets where Data(bytes).range(of: Data(secret.utf8)) != nil {
      Issue.record("\(secret) stands in \(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
