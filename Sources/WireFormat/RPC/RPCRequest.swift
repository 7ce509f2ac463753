package import StrictJSON

/// One call of JSON-RPC 2.0.
package struct RPCRequest: Sendable {
  /// The id of the call; nil for a notification, which gets no answer.
  package let id: RPCRequestID?
  /// The method's name.
  package let method: String
  /// The parameters.
  package let params: Params

  /// The parameters of a call.
  package enum Params: Sendable {
    /// By name; empty if the request has none.
    case byName([JSON.Member])
    /// In order, which no method here supports.
    case inOrder
  }

  /// Why a value is not a request: the answer's id and error.
  package struct Refusal: Error {
    /// The id of the value if it has a valid one, otherwise null.
    package let id: RPCRequestID
    /// What is wrong.
    package let report: FailureReport
  }

  /// The request in a value; members unknown to JSON-RPC are ignored.
  ///
  /// - Parameter rawID: the text of the id as it was sent, if that differs from how it would be
  ///   written.
  /// - Throws: ``Refusal`` with ``FailureCode/invalidRequest``.
  package init(_ value: JSON, rawID: [UInt8]? = nil) throws(Refusal) {
    guard case .object(let members) = value else {
      throw Refusal(id: .null, report: .invalidRequest("it is not an object"))
    }
    var version: JSON?
    var method: JSON?
    var params: JSON?
    var id: JSON?
    for member in members {
      switch member.key {
      case "jsonrpc": version = member.value
      case "method": method = member.value
      case "params": params = member.value
      case "id": id = member.value
      default: break
      }
    }
    let validID: RPCRequestID?
    if let id {
      guard let valid = RPCRequestID(id, raw: rawID) else {
        throw Refusal(
          id: .null, report: .invalidRequest("its id is not a string, a number or null"))
      }
      validID = valid
    } else {
      validID = nil
    }
    func refusal(_ what: String) -> Refusal {
      Refusal(id: validID ?? .null, report: .invalidRequest(what))
    }
    guard version == .string("2.0") else { throw refusal("its jsonrpc is not \"2.0\"") }
    guard case .string(let name) = method else { throw refusal("its method is not a string") }
    self.id = validID
    self.method = name
    switch params {
    case nil: self.params = .byName([])
    case .object(let members): self.params = .byName(members)
    case .array: self.params = .inOrder
    default: throw refusal("its params are neither an object nor an array")
    }
  }
}
