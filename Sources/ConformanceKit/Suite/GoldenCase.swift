package import StrictJSON

/// One golden case: what is sent to a port, and what is expected back.
public struct GoldenCase: Sendable {
  /// Its permanent name: the file's path without `vectors/` and `.json`, and its id.
  public let name: String
  /// Its id in the file, in kebab-case.
  public let id: String
  /// The statement of the case, in the present tense.
  public let description: String
  /// The requirements it tests, such as `REC-4`.
  public let requirements: [String]
  /// The capabilities that a port must claim to be asked.
  public let requires: [String]
  /// Families of mistakes that make it fail, by their keys in the file's notes.
  public let flags: [String]
  /// What applies to all cases of the file.
  package let header: CaseFile.Header
  /// What is played.
  package let script: Script
  /// Texts that no answer may contain; each a string or a placeholder.
  package let forbidden: [JSON]

  /// What is played.
  package enum Script: Sendable {
    /// Calls, one after the other; most cases have one.
    case calls([CaseCall])
    /// Raw lines, and the messages that have to come back.
    case exchange(Exchange)
    /// Requests to a server, and what its clients receive.
    case transcript(Transcript)
    /// A sound that the runner generates, to check itself.
    case signal(SignalCheck)
  }

  /// The chapter it belongs to: the first part of its name.
  public var family: String { String(name.prefix { $0 != "/" }) }

  /// Whether its name contains a text, in which `*` matches any text.
  public func isNamed(_ text: String) -> Bool { Glob.matches(name, "*\(text)*") }

  /// Whether it is played against a server.
  public var needsServer: Bool { header.library != nil }

  /// The common causes of its failure, from the file's notes.
  package var usualCauses: [String] { flags.compactMap { header.notes[$0] } }
}

/// A method call and its expected result.
package struct CaseCall: Sendable {
  /// The method's name.
  package let method: String
  /// Its parameters, including placeholders; nil if none are sent.
  package let params: JSON?
  /// The expected result.
  package let expectation: Expectation
  /// What a result should also be; nil if the specification has no recommendation.
  package var preference: JSON?
}

/// The expected result of a call.
package enum Expectation: Sendable, Hashable {
  /// A result that matches the pattern.
  case result(JSON)
  /// An error with the code, whose data match the pattern if there is one.
  case error(code: Int, data: JSON?)
}

/// Raw lines, and the messages that have to come back.
package struct Exchange: Sendable {
  /// What is sent, one line each.
  package let send: [RawLine]
  /// Patterns of the answers, which may come in any order; for a batch, an array.
  package let answers: [JSON]
  /// Patterns of the notifications, which have to come in this order.
  package let notifications: [JSON]
  /// Notifications that may come at any time: methods, or patterns of whole notifications.
  package let ignored: [JSON]
  /// How the port ends with the exchange; nil if it continues.
  package let end: End?

  /// How a port is ended.
  package enum End: String, Sendable, Hashable {
    /// The lines ask it to end, and it does so with exit status 0.
    case shutdown
    /// Its input ends after a last line without a line feed; it answers and ends with status 0.
    case input
  }
}

/// A line to be sent unchanged.
package indirect enum RawLine: Sendable, Hashable {
  case text(String)
  case bytes([UInt8])
  /// A path of the machine it is played on.
  case placeholder(Placeholder)
  /// A part of the answer to an earlier step.
  case captured(Capture)
  case repeated(RawLine, count: Int)
  case joined([RawLine])
  /// A JSON value in which placeholders are replaced, written on one line.
  case json(JSON)

  /// How many bytes it has; a JSON value and a placeholder count as none.
  var byteCount: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .repeated(let line, let count): line.byteCount * count
    case .joined(let lines): lines.reduce(0) { $0 + $1.byteCount }
    case .json, .placeholder, .captured: 0
    }
  }
}

/// The expected samples of a recipe.
package struct SignalCheck: Sendable, Hashable {
  /// The recipe's id.
  package let recipe: String
  /// The samples whose values are stated, by their indices.
  package let at: [Int]
  /// The expected facts: a pattern for ``AudioRecipe/facts(at:)``.
  package let expected: JSON

  /// The method's name in case files; no port has it.
  static let method = "runner.signal"
}
