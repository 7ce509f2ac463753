import StrictJSON
import SystemCalls

/// The lines exchanged with one running port, numbered so that answers can be assigned to their
/// case.
struct Conversation {
  let port: PortUnderTest
  private var lastID = 1000
  /// For answered requests, the index of their case in the run.
  private var answered: [Int: Int] = [:]
  /// Cases whose request was answered more than once.
  private(set) var answeredTwice: Set<Int> = []

  init(port: PortUnderTest) {
    self.port = port
  }

  /// The result of a call.
  enum Reply {
    case message(JSON, line: [UInt8])
    /// The port broke the protocol.
    case breach(String)
    case silence
    case ended
  }

  /// A message that the port wrote.
  enum Message {
    /// An answer, or for a batch an array of them.
    case answer(JSON, line: [UInt8])
    case notification(JSON, line: [UInt8])
    case breach(String)
    case silence
    case ended
  }

  /// Calls a method on behalf of a case, and waits for the answer.
  mutating func call(
    _ method: String, _ params: JSON?, forCase index: Int, until deadline: ContinuousClock.Instant
  ) async -> Reply {
    let id = ask(method, params)
    while true {
      switch await next(until: deadline) {
      case .answer(let message, let line):
        guard message.elements == nil else {
          return .breach("answered one request with an array: \(Excerpt.of(line))")
        }
        let answeredID = message["id"]?.asInteger
        if answeredID == id {
          answered[id] = index
          return .message(message, line: line)
        }
        if let earlier = answeredID.flatMap({ answered[$0] }) {
          answeredTwice.insert(earlier)
          // As after a notification: a port that writes endlessly is not waited for.
          if ContinuousClock.now >= deadline { return .silence }
          continue
        }
        return .breach("answered the wrong id (expected \(id)): \(Excerpt.of(line))")
      case .notification:
        if ContinuousClock.now >= deadline { return .silence }
      case .breach(let words): return .breach(words)
      case .silence: return .silence
      case .ended: return .ended
      }
    }
  }

  /// Sends a request with a new id, and returns the id.
  mutating func ask(_ method: String, _ params: JSON? = nil) -> Int {
    lastID += 1
    var members: [JSON.Member] = [
      .init("jsonrpc", "2.0"), .init("id", .integer(lastID)), .init("method", .string(method)),
    ]
    if let params { members.append(.init("params", params)) }
    port.send(JSON.object(members).utf8() + [UInt8(ascii: "\n")])
    return lastID
  }

  /// Records an answer that arrived when none was expected.
  mutating func noteLateAnswer(_ message: JSON) {
    if let earlier = message["id"]?.asInteger.flatMap({ answered[$0] }) {
      answeredTwice.insert(earlier)
    }
  }

  /// The next message, whatever it belongs to.
  func next(until deadline: ContinuousClock.Instant) async -> Message {
    while true {
      switch await port.next(until: deadline) {
      case .silence: return .silence
      case .ended: return .ended
      case .overlong(let start):
        return .breach("wrote a line longer than allowed: \(Excerpt.of(start))")
      case .line(let line):
        if line.allSatisfy({ [0x20, 0x09, 0x0d].contains($0) }) {
          if ContinuousClock.now >= deadline { return .silence }
          continue
        }
        return message(in: line)
      }
    }
  }

  private func message(in line: [UInt8]) -> Message {
    do throws(JSONSyntaxError) {
      let message = try JSON.parse(line)
      if message.elements != nil { return .answer(message, line: line) }
      guard message.members != nil else {
        return .breach("wrote a line that is not a message: \(Excerpt.of(line))")
      }
      guard message["method"] != nil else { return .answer(message, line: line) }
      return message["id"] == nil
        ? .notification(message, line: line)
        : .breach("sent a request: \(Excerpt.of(line))")
    } catch {
      return .breach(
        "wrote a line that is not JSON (\(error.reason.rawValue) at byte \(error.byteOffset)): "
          + Excerpt.of(line))
    }
  }
}

/// A short excerpt of a port's output, safe to show.
enum Excerpt {
  private static let longest = 160

  static func of(_ line: [UInt8]) -> String {
    let text = String(decoding: line.prefix(longest), as: UTF8.self)
    return text.printable + (line.count > longest ? " …" : "")
  }
}
