package import StrictJSON

/// An answer of JSON-RPC 2.0, written directly as bytes.
package enum RPCReply {
  private static let result = Array(#"{"jsonrpc":"2.0","result":"#.utf8)
  private static let error = Array(#"{"jsonrpc":"2.0","error":"#.utf8)
  private static let id = Array(#","id":"#.utf8)

  /// Appends the answer to a successful call, without a newline.
  ///
  /// A value that cannot be written is answered as ``FailureCode/internalError``, so that a fault in
  /// one call does not end the host and all others.
  package static func append(_ value: JSON, to id: RPCRequestID, into bytes: inout [UInt8]) {
    guard value.isWritable else { return append(.unwritableResult, to: id, into: &bytes) }
    append(Self.result, value, id, &bytes)
  }

  /// Appends the answer to a failed call, without a newline.
  package static func append(
    _ failure: FailureReport, to id: RPCRequestID, into bytes: inout [UInt8]
  ) {
    append(Self.error, failure.rpcError, id, &bytes)
  }

  /// Appends the answer to a call that failed with an error of another protocol, without a newline.
  ///
  /// - Parameter error: `code`, `message` and other members.
  package static func append(error: JSON, to id: RPCRequestID, into bytes: inout [UInt8]) {
    append(Self.error, error, id, &bytes)
  }

  private static func append(
    _ start: [UInt8], _ value: JSON, _ id: RPCRequestID, _ bytes: inout [UInt8]
  ) {
    bytes += start
    bytes += value.utf8()
    bytes += Self.id
    bytes += id.text
    bytes.append(UInt8(ascii: "}"))
  }
}
