import MasteringModel
import Synchronization

/// Reports cache problems on standard error, only the first few of each kind, because the same
/// problem recurs with every file.
final class CacheWarnings: Sendable {
  private static let mostOfAKind = 3

  private let line: ProgressLine?
  private let isSilent = Mutex(false)
  private let counts = Mutex<[String: Int]>([:])

  /// - Parameter line: the progress line to clear before printing.
  init(line: ProgressLine? = nil) {
    self.line = line
  }

  /// Prints a sentence, unless enough of its kind were printed.
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

  /// Reports that the cache could not read or store, with its file.
  func say(_ failure: CacheFailure, in file: String? = nil) {
    let what =
      switch failure.operation {
      case .read: "cached measurements cannot be read"
      case .write: "measurements cannot be cached"
      case .clear: "cached measurements cannot be removed"
      }
    say(
      "cache\(file.map { " \($0)" } ?? ""): \(what): \(failure.reason)",
      kind: "\(failure.operation.rawValue) \(failure.reason)")
  }

  /// Stops reporting: work that is stopped fails for that reason.
  func silence() { isSilent.withLock { $0 = true } }
}
