import MasteringModel
import Synchronization

/// Says on standard error what is wrong with the cache: the first few times for each kind of
/// trouble, because the same one comes back with every file.
final class CacheWarnings: Sendable {
  private static let mostOfAKind = 3

  private let line: ProgressLine?
  private let isSilent = Mutex(false)
  private let counts = Mutex<[String: Int]>([:])

  /// - Parameter line: what is wiped before anything is said.
  init(line: ProgressLine? = nil) {
    self.line = line
  }

  /// Says a sentence, unless enough of its kind were said.
  func say(_ sentence: String, kind: String) {
    guard !isSilent.withLock({ $0 }) else { return }
    let count = counts.withLock { counts in
      counts[kind, default: 0] += 1
      return counts[kind, default: 0]
    }
    guard count <= Self.mostOfAKind else { return }
    let end = count == Self.mostOfAKind ? " (Further warnings like this are not shown.)" : ""
    let print = { Terminal.writeProblem("\(sentence)\(end)") }
    if let line { line.hidden(while: print) } else { print() }
  }

  /// Says that the cache could not look up or remember, and which file it is.
  func say(_ failure: CacheFailure, in file: String? = nil) {
    let what =
      switch failure.operation {
      case .read: "what is remembered cannot be looked up"
      case .write: "nothing can be remembered"
      case .clear: "what is remembered cannot be removed"
      }
    say(
      "cache\(file.map { " \($0)" } ?? ""): \(what): \(failure.reason)",
      kind: "\(failure.operation.rawValue) \(failure.reason)")
  }

  /// Says nothing any more: what is stopped fails for that reason.
  func silence() { isSilent.withLock { $0 = true } }
}
