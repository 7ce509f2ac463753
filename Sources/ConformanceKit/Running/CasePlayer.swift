internal import StrictJSON

/// Plays one case with a running port.
struct CasePlayer {
  let golden: GoldenCase
  /// The case's place in the run, by which late answers find it.
  let index: Int
  let workspace: Workspace
  let limit: Duration
  let deadline: ContinuousClock.Instant

  init(_ golden: GoldenCase, index: Int, workspace: Workspace, limit: Duration) {
    self.golden = golden
    self.index = index
    self.workspace = workspace
    self.limit = limit
    deadline = .now + limit
  }

  var rules: ComparisonRules { golden.rules }

  /// Plays the case. A recipe's case asks the port nothing.
  func play(in conversation: inout Conversation) async -> Verdict {
    do throws(WorkspaceProblem) {
      switch golden.script {
      case .calls(let calls):
        return await play(try calls.map(replaced), forbidden: try forbiddenTexts(), &conversation)
      case .exchange(let exchange):
        let lines = try exchange.send.map { line throws(WorkspaceProblem) in try bytes(of: line) }
        return await play(
          exchange, lines: lines, forbidden: try forbiddenTexts(), &conversation)
      case .signal(let check): return verdict(on: check)
      }
    } catch {
      return Verdict(outcome: .error, detail: "the runner cannot play this: \(error.sentence)")
    }
  }

  /// A recipe's case.
  func verdict(on check: SignalCheck) -> Verdict {
    guard let recipe = workspace.recipe(check.recipe) else {
      return Verdict(
        outcome: .error, detail: WorkspaceProblem.unknownRecipe(check.recipe).sentence)
    }
    return Verdict(
      rules.compare(WAVFile(recipe).facts(at: check.at), to: check.expected),
      detail: "the runner itself makes another sound")
  }

  // MARK: Placeholders

  private func replaced(_ call: Call) throws(WorkspaceProblem) -> Call {
    guard let params = call.params else { return call }
    return Call(
      method: call.method, params: try params.replacingPlaceholders(workspace.text),
      expectation: call.expectation)
  }

  private func forbiddenTexts() throws(WorkspaceProblem) -> [String] {
    var texts: [String] = []
    for text in golden.forbidden {
      if let text = try text.replacingPlaceholders(workspace.text).asString { texts.append(text) }
    }
    return texts
  }

  private func bytes(of line: RawLine) throws(WorkspaceProblem) -> [UInt8] {
    switch line {
    case .text(let text): return Array(text.utf8)
    case .bytes(let bytes): return bytes
    case .json(let json): return try json.replacingPlaceholders(workspace.text).utf8()
    case .repeated(let line, let count):
      let piece = try bytes(of: line)
      var whole: [UInt8] = []
      whole.reserveCapacity(piece.count * count)
      for _ in 0..<count { whole += piece }
      return whole
    case .joined(let lines):
      var whole: [UInt8] = []
      for line in lines { whole += try bytes(of: line) }
      return whole
    }
  }

  /// A mismatch for each forbidden text in an answer, as written or after escapes are undone.
  func forbiddenMismatches(_ texts: [String], in line: [UInt8], _ message: JSON) -> [Mismatch] {
    texts.filter { text in
      line.contains(Array(text.utf8)) || message.containsText(text)
    }.map { text in
      Mismatch(.forbidden, at: .root, expected: .string(text), actual: nil)
    }
  }
}

extension Workspace {
  /// A recipe of the suite.
  func recipe(_ id: String) -> AudioRecipe? { suite.recipes[id] }
}

extension [UInt8] {
  fileprivate func contains(_ piece: [UInt8]) -> Bool {
    guard let first = piece.first, count >= piece.count else { return piece.isEmpty }
    return indices.dropLast(piece.count - 1).contains { start in
      self[start] == first && self[start...].starts(with: piece)
    }
  }
}

extension JSON {
  /// Whether a string or key anywhere in the value contains the text.
  func containsText(_ text: String) -> Bool {
    switch self {
    case .string(let string): string.contains(text)
    case .array(let elements): elements.contains { $0.containsText(text) }
    case .object(let members):
      members.contains { $0.key.contains(text) || $0.value.containsText(text) }
    default: false
    }
  }
}
