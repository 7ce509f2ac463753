import StrictJSON

extension CasePlayer {
  /// Plays calls one after the other, up to the first with an unexpected result.
  func play(
    _ calls: [CaseCall], forbidden: ForbiddenTexts, _ conversation: inout Conversation
  ) async throws(WorkspaceProblem) -> Verdict {
    var whole = Comparison()
    var wishes: [(step: String, mismatches: [Mismatch])] = []
    var captured = Captured()
    for (number, call) in calls.enumerated() {
      let call = try call.replacingCaptures(captured)
      let step = calls.count > 1 ? "step \(number + 1) (\(call.method)): " : ""
      let reply = await conversation.call(
        call.method, call.params, forCase: index, until: deadline)
      switch reply {
      case .message(let message, let line):
        if let answer = message["result"] ?? message["error"] {
          captured.note(answer, ofStep: number)
        }
        var verdict = verdict(on: message, for: call)
        let unwanted = forbidden.mismatches(in: line, message)
        if verdict.outcome == .pass, !unwanted.isEmpty {
          verdict = Verdict(Comparison(mismatches: unwanted, worst: verdict.comparison.worst))
        }
        whole.add(verdict.comparison)
        verdict.comparison = whole
        if verdict.outcome != .pass {
          verdict.detail = verdict.detail.map { step + $0 }
          return verdict
        }
        if let preference = call.preference, let result = message["result"] {
          var open = rules
          open.isOpenEverywhere = true
          let wished = open.compare(result, to: preference)
          if !wished.isMatch { wishes.append((step, wished.mismatches)) }
        }
      case .breach(let words): return .error(step + words)
      case .silence: return .timeout(limit, step + "no answer")
      case .ended: return .crash
      }
    }
    guard let wish = wishes.first, let first = wish.mismatches.first else { return Verdict(whole) }
    let mismatches = wishes.flatMap(\.mismatches)
    return Verdict(
      outcome: .acceptable, detail: "\(wish.step)not as recommended: \(first.sentence)",
      comparison: Comparison(mismatches: mismatches, worst: whole.worst))
  }

  private func verdict(on message: JSON, for call: CaseCall) -> Verdict {
    if let flaw = Envelope.flaw(in: message) { return Verdict(Comparison(mismatches: [flaw])) }
    switch (call.expectation, message["result"], message["error"]) {
    case (.result(let pattern), let result?, _):
      return Verdict(rules.compare(result, to: pattern))
    case (.error(let code, let data), _, let error?):
      if isUnknownMethod(error), code != Envelope.methodNotFound { return unsupported(call) }
      var pattern: [JSON.Member] = [.init("code", .integer(code))]
      if let data { pattern.append(.init("data", data)) }
      return Verdict(rules.compareError(error, to: .object(pattern)).below("error"))
    case (.result(let pattern), _, let error?):
      if isUnknownMethod(error) { return unsupported(call) }
      return Verdict(
        Comparison(mismatches: [
          Mismatch(.differs, at: .root, expected: pattern, actual: ["error": error])
        ]), detail: "expected a result, got an error: \(Excerpt.of(error.utf8()))")
    case (.error(let code, _), let result?, _):
      let expected: JSON = ["error": ["code": .integer(code)]]
      return Verdict(
        Comparison(mismatches: [
          Mismatch(.differs, at: .root, expected: expected, actual: result)
        ]),
        detail: "expected the error \(code), got a result: \(Excerpt.of(result.utf8()))")
    case (_, nil, nil): return .error("answered without 'result' or 'error'")
    }
  }

  private func isUnknownMethod(_ error: JSON) -> Bool {
    error["code"]?.asInteger == Envelope.methodNotFound
  }

  private func unsupported(_ call: CaseCall) -> Verdict {
    let claims = golden.requires.joined(separator: ", ")
    return Verdict(
      outcome: .unsupported,
      detail: "the port has no method \(call.method), although it claims \(claims)")
  }
}

extension CaseCall {
  /// The call with each capture replaced, in what is sent and in what is expected.
  fileprivate func replacingCaptures(_ captured: Captured) throws(WorkspaceProblem) -> CaseCall {
    let expectation: Expectation
    switch self.expectation {
    case .result(let pattern):
      expectation = .result(try pattern.replacingCaptures(captured.value))
    case .error(let code, let data):
      expectation = .error(code: code, data: try data?.replacingCaptures(captured.value))
    }
    return CaseCall(
      method: method, params: try params?.replacingCaptures(captured.value),
      expectation: expectation, preference: try preference?.replacingCaptures(captured.value))
  }
}

/// The common form of JSON-RPC answers.
enum Envelope {
  static let methodNotFound = -32601

  /// What is wrong with an answer apart from its content; nil if nothing is.
  static func flaw(in message: JSON) -> Mismatch? {
    if message["jsonrpc"]?.asString != "2.0" {
      return Mismatch(
        .differs, at: JSONPointer(tokens: ["jsonrpc"]), expected: "2.0",
        actual: message["jsonrpc"])
    }
    if message["result"] != nil, let error = message["error"] {
      return Mismatch(
        .unexpected, at: JSONPointer(tokens: ["error"]), expected: nil, actual: error)
    }
    let known = ["jsonrpc", "id", "result", "error"]
    return message.members?.first { !known.contains($0.key) }.map { member in
      Mismatch(
        .unexpected, at: JSONPointer(tokens: [member.key]), expected: nil, actual: member.value)
    }
  }
}
