package import StrictJSON

/// One golden case: what is sent to a port, and what has to come back.
public struct GoldenCase: Sendable {
  /// Its name for ever: the file's path without `vectors/` and `.json`, and its id.
  public let name: String
  /// Its id in the file, in kebab-case.
  public let id: String
  /// What the case says, in the present tense.
  public let description: String
  /// The requirements it holds a port to, as in `REC-4`.
  public let requirements: [String]
  /// The capabilities that a port must claim to be asked.
  public let requires: [String]
  /// Families of mistakes that make it fail, by their keys in the file's notes.
  public let flags: [String]
  /// What holds for all cases of the file.
  package let header: CaseFile.Header
  /// What is played.
  package let script: Script
  /// Texts that no answer may contain; each a string or a placeholder.
  package let forbidden: [JSON]

  /// What is played.
  package enum Script: Sendable {
    /// Calls, one after the other; most cases are one.
    case calls([CaseCall])
    /// Raw lines, and the messages that have to come back.
    case exchange(Exchange)
    /// Requests to a server, and what its clients hear.
    case transcript(Transcript)
    /// A sound that the runner makes itself, to check itself.
    case signal(SignalCheck)
  }

  /// The chapter it belongs to: the first part of its name.
  public var family: String { String(name.prefix { $0 != "/" }) }

  /// Whether a text, in which `*` stands for any text, is in its name.
  public func isNamed(_ text: String) -> Bool { Glob.matches(name, "*\(text)*") }

  /// Whether it is played with a server.
  public var needsServer: Bool { header.library != nil }

  /// The usual causes when it fails, from the file's notes.
  package var usualCauses: [String] { flags.compactMap { header.notes[$0] } }
}

/// A method called, and what has to come of it.
package struct CaseCall: Sendable {
  /// The method's name.
  package let method: String
  /// Its parameters, placeholders and all; nil where none are sent.
  package let params: JSON?
  /// What has to come back.
  package let expectation: Expectation
  /// What a result should be besides; nil where the specification has no wish.
  package var preference: JSON?
}

/// What has to come of a call.
package enum Expectation: Sendable, Hashable {
  /// A result that matches the pattern.
  case result(JSON)
  /// An error of the code, whose data match the pattern where there is one.
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
  /// Methods of notifications that may come at any time.
  package let ignored: [String]
  /// How the port's life ends with the exchange; nil where it goes on.
  package let end: End?

  /// How a port is ended.
  package enum End: String, Sendable, Hashable {
    /// The lines ask it to end, and it does so with exit status 0.
    case shutdown
    /// Its input ends, behind a last line without a line feed; it answers and ends with status 0.
    case input
  }
}

/// A line to be sent as it is.
package indirect enum RawLine: Sendable, Hashable {
  case text(String)
  case bytes([UInt8])
  /// A path of the machine it is played on.
  case placeholder(Placeholder)
  /// Something that an earlier step was answered.
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

/// What the samples of a recipe have to be.
package struct SignalCheck: Sendable, Hashable {
  /// The recipe's id.
  package let recipe: String
  /// The samples whose values are stated, by their indices.
  package let at: [Int]
  /// What is stated: a pattern for ``AudioRecipe/facts(at:)``.
  package let expected: JSON

  /// The method's name in case files; no port has it.
  static let method = "runner.signal"
}
