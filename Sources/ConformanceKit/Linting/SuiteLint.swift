import StrictJSON

/// Checks that the parts of a suite agree with each other and with the specification, and that its
/// comparisons can fail.
package struct SuiteLint: Sendable {
  private let suite: ConformanceSuite
  private let requirements: RequirementIndex

  /// A check of a suite against the requirements of its specification.
  package init(_ suite: ConformanceSuite, requirements: RequirementIndex) {
    self.suite = suite
    self.requirements = requirements
  }

  /// All problems.
  package func problems() -> [SuiteProblem] {
    suite.manifestProblems() + nameProblems() + referenceProblems() + requirementProblems()
      + selfCheckProblems() + signalProblems()
  }

  // MARK: Names and references

  private func nameProblems() -> [SuiteProblem] {
    var seen: Set<String> = []
    return suite.files.flatMap { file in
      file.cases.filter { !seen.insert($0.name).inserted }.map {
        SuiteProblem(.duplicateName($0.name), file: file.path, caseID: $0.id)
      }
    }
  }

  private func referenceProblems() -> [SuiteProblem] {
    let capabilities = Set(suite.manifest.capabilities)
    let recordings = Set(suite.manifest.recordings.map(\.name))
    return suite.files.flatMap { file in
      let flags = Set(file.cases.flatMap(\.flags))
      let unused = file.header.notes.keys.filter { !flags.contains($0) }.sorted().map {
        SuiteProblem(.unusedNote($0), file: file.path)
      }
      return unused
        + file.cases.flatMap { golden in
          let reasons =
            golden.requires.filter { !capabilities.contains($0) }
            .map(SuiteProblem.Reason.unknownCapability)
            + golden.placeholders.compactMap { placeholder -> SuiteProblem.Reason? in
              switch placeholder {
              case .audio(let id) where suite.recipes[id] == nil: .unknownRecipe(id)
              case .recording(let name) where !recordings.contains(name): .unknownRecording(name)
              default: nil
              }
            }
          return reasons.map { SuiteProblem($0, file: file.path, caseID: golden.id) }
        }
    }
  }

  // MARK: Requirements

  private func requirementProblems() -> [SuiteProblem] {
    guard !requirements.requirements.isEmpty else { return [SuiteProblem(.noRequirements)] }
    let unknown = suite.files.flatMap { file in
      file.cases.flatMap { golden in
        golden.requirements.filter { requirements.requirements[$0] == nil }.map {
          SuiteProblem(.unknownRequirement($0), file: file.path, caseID: golden.id)
        }
      }
    }
    let cited = Set(suite.cases.flatMap(\.requirements))
    let uncited = requirements.requirements.values
      .filter { $0.proof == .golden && !cited.contains($0.id) }
      .sorted { $0.order < $1.order }
      .map { SuiteProblem(.requirementWithoutCase($0.id), file: "Spec/\($0.chapter)") }
    return unknown + uncited
  }

  // MARK: Teeth

  private func selfCheckProblems() -> [SuiteProblem] {
    suite.files.flatMap { file in
      file.cases.flatMap { golden in
        golden.selfCheckFlaws().map {
          SuiteProblem(.toothless($0), file: file.path, caseID: golden.id)
        }
      }
    }
  }

  private func signalProblems() -> [SuiteProblem] {
    suite.files.flatMap { file in
      file.cases.compactMap { golden in
        guard case .signal(let check) = golden.script, let recipe = suite.recipes[check.recipe]
        else { return nil }
        let comparison = golden.rules.compare(
          WAVFile(recipe).facts(at: check.at), to: check.expected)
        return comparison.mismatches.first.map {
          SuiteProblem(.signalDiffers($0.sentence), file: file.path, caseID: golden.id)
        }
      }
    }
  }
}

extension GoldenCase {
  /// The rules for comparing its answers.
  var rules: ComparisonRules {
    ComparisonRules(tolerances: header.tolerances, open: header.open)
  }

  /// Every placeholder in what is sent.
  var placeholders: [Placeholder] {
    let inForbidden = forbidden.flatMap(\.placeholders)
    switch script {
    case .calls(let calls):
      return inForbidden + calls.flatMap { $0.params?.placeholders ?? [] }
    case .exchange(let exchange): return inForbidden + exchange.send.flatMap(\.placeholders)
    case .transcript(let transcript):
      return inForbidden + (header.library ?? []).map(\.file)
        + transcript.steps.flatMap(\.source.placeholders)
    case .signal(let check): return [.audio(recipe: check.recipe)]
    }
  }

  /// What is wrong with its comparisons.
  func selfCheckFlaws() -> [String] {
    let check = SelfCheck(rules: rules)
    var open = rules
    open.isOpenEverywhere = true
    let errorCheck = SelfCheck(rules: open)
    switch script {
    case .calls(let calls):
      return calls.flatMap { call in
        switch call.expectation {
        case .result(let pattern):
          return check.flaws(of: pattern) + (call.preference.map(errorCheck.flaws) ?? [])
        case .error(_, let data): return data.map(errorCheck.flaws) ?? []
        }
      }
    case .exchange(let exchange):
      return (exchange.answers + exchange.notifications).flatMap(check.flaws)
    case .transcript(let transcript):
      return transcript.steps.flatMap { step in
        switch step.action {
        case .request(_, let response, _):
          return SelfCheck(rules: rules.forResponses).flaws(of: response.pattern)
        case .hears(_, let events, _): return check.flaws(of: .array(events))
        case .connect, .send: return []
        }
      }
    case .signal(let signal): return check.flaws(of: signal.expected)
    }
  }
}
