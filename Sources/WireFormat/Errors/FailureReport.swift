public import StrictJSON

/// A failure as callers see it: a code and facts for programs, a sentence and advice for people.
///
/// The files beside this one are the only place where failures become codes and words
/// (`Scripts/check-modules` enforces it). Neither contains a path: the interface that shows them
/// knows the file, and a reader on the network does not need to. The only exception is
/// ``FailureCode/pathNotAllowed``, which names the allowed folders.
public struct FailureReport: Error, Hashable {
  /// The kind of failure.
  public let kind: FailureCode
  /// Facts for programs; the keys never change once released.
  public let facts: [JSON.Member]
  /// What happened, as the end of a sentence that begins with the file's name.
  public let message: String
  /// What to do about it, as a separate sentence; nil if there is nothing to do.
  public let advice: String?

  /// Creates a report from its parts.
  public init(
    _ kind: FailureCode, _ message: String, advice: String? = nil, facts: [JSON.Member] = []
  ) {
    self.kind = kind
    self.facts = facts
    // The text of a decoder or provider may already end in a full stop.
    let end = message.lastIndex { $0 != "." && !$0.isWhitespace }
    self.message = end.map { String(message[...$0]) } ?? ""
    self.advice = advice
  }

  /// The kind of failure as text; never changes once released.
  public var code: String { kind.text }

  /// The code and message as the member `error` of an answer.
  public var payload: JSON {
    ["code": .string(code), "message": .string(sentence)]
  }

  /// The member `error` of a JSON-RPC answer: `code` (the number), `message`, and `data` with the
  /// code as text and the facts.
  public var rpcError: JSON {
    [
      "code": .integer(kind.rawValue), "message": .string(sentence),
      "data": .object([JSON.Member("code", .string(code))] + facts),
    ]
  }

  /// Message and advice.
  public var sentence: String { advice.map { "\(message). \($0)" } ?? message }
}
