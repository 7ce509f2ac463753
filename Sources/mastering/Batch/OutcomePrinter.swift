import StrictJSON
import WireFormat

/// Prints the outcome of each file, in the order of the files.
protocol OutcomePrinter<Value> {
  associatedtype Value

  /// Called before the first outcome.
  mutating func begin()
  /// Prints the outcome of a file.
  mutating func show(_ value: Value, of path: String)
  /// Prints that a file failed, if the output has a place for it; the line on standard error is
  /// printed in any case.
  mutating func showFailure(_ failure: FailureReport, of path: String)
  /// Called after the last outcome.
  mutating func end()
}

extension OutcomePrinter {
  func begin() {}
  func showFailure(_ failure: FailureReport, of path: String) {}
  func end() {}
}

/// JSON: for a single file, the value's object; otherwise an array with an object for each file in
/// order, with the member `file` before those of the value, or before `error`.
struct JSONOutcomePrinter<Value>: OutcomePrinter {
  let isAlone: Bool
  let payload: (Value) -> JSON
  private var isFirst = true

  init(isAlone: Bool, payload: @escaping (Value) -> JSON) {
    self.isAlone = isAlone
    self.payload = payload
  }

  func begin() {
    if !isAlone { Terminal.print("[", terminator: "") }
  }

  mutating func show(_ value: Value, of path: String) {
    append(payload(value), of: path)
  }

  mutating func showFailure(_ failure: FailureReport, of path: String) {
    append(["error": failure.payload], of: path)
  }

  func end() {
    if !isAlone { Terminal.print("\n]") }
  }

  private mutating func append(_ payload: JSON, of path: String) {
    guard !isAlone else {
      Terminal.print(payload.text(.indented))
      return
    }
    var members: [JSON.Member] = [.init("file", .string(path))]
    if case .object(let own) = payload { members += own }
    Terminal.print(isFirst ? "\n" : ",\n", terminator: "")
    Terminal.print(JSON.object(members).text(), terminator: "")
    isFirst = false
  }
}
