import StrictJSON
import SystemCalls

/// A case as text: its description, what is sent, and what is expected.
package struct CaseSheet: Sendable {
  private let golden: GoldenCase
  private let requirements: RequirementIndex

  /// The sheet of a case, with the text of its requirements.
  package init(_ golden: GoldenCase, requirements: RequirementIndex) {
    self.golden = golden
    self.requirements = requirements
  }

  /// The sheet.
  package var text: String {
    let header = golden.header
    var lines = [golden.name, golden.description, ""]
    lines += golden.requirements.map { id in
      id + (requirements.requirements[id].map { "  \($0.text)" } ?? "")
    }
    lines.append(
      "Needs: \(golden.requires.isEmpty ? "nothing" : golden.requires.joined(separator: ", "))")
    if !header.source.isEmpty { lines.append("Source: \(header.source)") }
    if header.isFresh { lines.append("The port is restarted for it.") }
    lines += [""] + script
    if !golden.forbidden.isEmpty {
      lines.append("No answer may contain: " + JSON.array(golden.forbidden).text())
    }
    lines += header.tolerances.map { tolerance in
      let place = tolerance.at == .root ? "(the whole)" : tolerance.at.description
      let unit = tolerance.unit.map { " \($0)" } ?? ""
      let relative = tolerance.relative > 0 ? " or \(tolerance.relative) of the value" : ""
      return "Allowed at \(place): ± \(tolerance.absolute)\(unit)\(relative); "
        + (tolerance.because ?? "")
    }
    lines += golden.usualCauses.map { "Usual cause of a failure: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var script: [String] {
    switch golden.script {
    case .calls(let calls): calls.flatMap(lines)
    case .exchange(let exchange): lines(exchange)
    case .transcript(let transcript):
      [
        "With a server for a folder that contains: "
          + (golden.header.library ?? []).map(\.path).joined(separator: ", ")
      ]
        + transcript.steps.map { $0.source.text() } + [""]
    case .signal(let check):
      ["The runner generates the audio '\(check.recipe)' itself; expected:"]
        + [check.expected.text(.indented)]
    }
  }

  private func lines(_ call: CaseCall) -> [String] {
    var request: [JSON.Member] = [
      .init("jsonrpc", "2.0"), .init("id", .integer(1)), .init("method", .string(call.method)),
    ]
    if let params = call.params { request.append(.init("params", params)) }
    let sent = ["Sent:", JSON.object(request).text(), ""]
    switch call.expectation {
    case .result(let result):
      let preferred = call.preference.map { ["Recommended result:", $0.text(.indented), ""] } ?? []
      return sent + ["Expected result:", result.text(.indented), ""] + preferred
    case .error(let code, let data):
      return sent
        + ["Expected error: \(code)" + (data.map { ", data \($0.text())" } ?? ""), ""]
    }
  }

  private func lines(_ exchange: Exchange) -> [String] {
    var lines = ["Sent, one line each:"] + exchange.send.map(words)
    if exchange.end == .input { lines.append("then the end of the input") }
    lines += ["", "Expected, in any order:"] + exchange.answers.map { $0.text() }
    if exchange.answers.isEmpty { lines.append("no answer") }
    if !exchange.notifications.isEmpty {
      lines += ["Notifications, in this order:"] + exchange.notifications.map { $0.text() }
    }
    if exchange.end != nil { lines.append("The port ends with exit status 0.") }
    return lines + [""]
  }

  private func words(_ line: RawLine) -> String {
    switch line {
    case .text(let text): text.printable
    case .bytes(let bytes): "\(bytes.count) bytes: \(Excerpt.of(bytes))"
    case .json(let json): json.text()
    case .placeholder: "the path of a file"
    case .captured(let capture): "the answer to step \(capture.step) at \(capture.place)"
    case .repeated(let line, let count): "\(count) times \(words(line))"
    case .joined(let lines): lines.map(words).joined(separator: " + ")
    }
  }
}
