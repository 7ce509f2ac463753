import StrictJSON

/// Plays one case against a running port.
struct CasePlayer {
  let golden: GoldenCase
  /// The case's index in the run, by which late answers are assigned.
  let index: Int
  let workspace: Workspace
  let limits: RunLimits
  let deadline: ContinuousClock.Instant

  init(_ golden: GoldenCase, index: Int, workspace: Workspace, limits: RunLimits) {
    self.golden = golden
    self.index = index
    self.workspace = workspace
    self.limits = limits
    deadline = .now + limits.perCase
  }

  var limit: Duration { limits.perCase }

  var rules: ComparisonRules { golden.rules }

  /// Plays the case. A case for a recipe does not call the port.
  func play(in conversation: inout Conversation) async -> Verdict {
    do throws(WorkspaceProblem) {
      switch golden.script {
      case .calls(let calls):
        return try await play(
          try calls.map(replaced), forbidden: try forbiddenTexts(), &conversation)
      case .exchange(let exchange):
        let lines = try exchange.send.map { line throws(WorkspaceProblem) in
          try line.bytes(workspace.text)
        }
        return await play(
          exchange, lines: lines, forbidden: try forbiddenTexts(), &conversation)
      case .transcript: return .error("a transcript needs a server")
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
      detail: "the runner itself generates different audio")
  }

  // MARK: Placeholders

  private func replaced(_ call: CaseCall) throws(WorkspaceProblem) -> CaseCall {
    guard let params = call.params else { return call }
    return CaseCall(
      method: call.method, params: try params.replacingPlaceholders(workspace.text),
      expectation: call.expectation, preference: call.preference)
  }

  private func forbiddenTexts() throws(WorkspaceProblem) -> ForbiddenTexts {
    try ForbiddenTexts(golden.forbidden, workspace.text)
  }
}

extension Workspace {
  /// A recipe of the suite.
  func recipe(_ id: String) -> AudioRecipe? { suite.recipes[id] }
}
