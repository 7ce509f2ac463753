import StrictJSON

extension CasePlayer {
  /// Sends raw lines, and waits for the expected messages.
  func play(
    _ exchange: Exchange, lines: [[UInt8]], forbidden: ForbiddenTexts,
    _ conversation: inout Conversation
  ) async -> Verdict {
    for (number, line) in lines.enumerated() {
      let isUnended = exchange.end == .input && number == lines.count - 1
      conversation.port.send(isUnended ? line : line + [UInt8(ascii: "\n")])
    }
    if exchange.end == .input { conversation.port.closeInput() }

    var awaited = AwaitedMessages(exchange, rules: rules)
    while !awaited.isEmpty {
      switch await conversation.next(until: deadline) {
      case .answer(let message, let line), .notification(let message, let line):
        let unwanted = forbidden.mismatches(in: line, message)
        guard unwanted.isEmpty else {
          return failed(Comparison(mismatches: unwanted))
        }
        if let mismatch = awaited.take(message) { return failed(mismatch) }
        // A late answer says as little about the rest as silence; and a port that keeps sending
        // must not keep the case open.
        if !awaited.isEmpty, ContinuousClock.now >= deadline {
          return await verdictOnSilence(awaited, &conversation)
        }
      case .breach(let words): return .error(words)
      case .silence: return await verdictOnSilence(awaited, &conversation)
      case .ended:
        return exchange.end == nil
          ? .crash
          : Verdict(
            outcome: .fail, detail: "exited before \(awaited.missing) arrived", fate: .hasEnded)
      }
    }
    var verdict = await epilogue(exchange, awaited, &conversation)
    if verdict.outcome == .pass { verdict.comparison = awaited.comparison }
    return verdict
  }

  /// After all messages: checks that nothing else arrives, and that the port continues or ends as
  /// expected.
  private func epilogue(
    _ exchange: Exchange, _ awaited: AwaitedMessages, _ conversation: inout Conversation
  ) async -> Verdict {
    let id = exchange.end == nil ? conversation.ask("engine.describe") : nil
    while true {
      switch await conversation.next(until: deadline) {
      case .answer(let message, _):
        if let id, message["id"]?.asInteger == id { return .pass }
        return failed(awaited.unexpected(message))
      case .notification(let message, _):
        guard awaited.isIgnored(message) else { return failed(awaited.unexpected(message)) }
        if ContinuousClock.now >= deadline { return .timeout(limit, "sends endless notifications") }
      case .breach(let words): return .error(words)
      case .silence:
        return .timeout(
          limit, id == nil ? "did not exit" : "no answer to engine.describe afterwards")
      case .ended:
        return id == nil ? Verdict(outcome: .pass, fate: .hasToEndWell) : .crash
      }
    }
  }

  /// A port that still answers has omitted a message; one that does not is lost.
  private func verdictOnSilence(
    _ awaited: AwaitedMessages, _ conversation: inout Conversation
  ) async -> Verdict {
    let id = conversation.ask("engine.describe")
    let missing = "no \(awaited.missing) arrived"
    let deadline = ContinuousClock.now + limits.signOfLife
    while true {
      switch await conversation.next(until: deadline) {
      case .answer(let message, _) where message["id"]?.asInteger == id:
        return Verdict(
          outcome: .fail, detail: "\(missing) within \(limit.words)",
          comparison: awaited.nothingCame, fate: .isReplaced)
      case .answer, .notification:
        if ContinuousClock.now >= deadline { return .timeout(limit, missing) }
      case .breach, .silence: return .timeout(limit, missing)
      case .ended: return .crash
      }
    }
  }

  /// Pending answers could be attributed to another case, so the port is replaced.
  private func failed(_ comparison: Comparison) -> Verdict {
    var verdict = Verdict(comparison)
    verdict.fate = .isReplaced
    return verdict
  }
}

/// The messages of an exchange that have not arrived yet.
struct AwaitedMessages {
  private var answers: [JSON]
  private var notifications: ArraySlice<JSON>
  private let ignored: [JSON]
  private let rules: ComparisonRules
  /// The comparison of those that have arrived.
  private(set) var comparison = Comparison()

  init(_ exchange: Exchange, rules: ComparisonRules) {
    answers = exchange.answers
    notifications = exchange.notifications[...]
    ignored = exchange.ignored
    self.rules = rules
  }

  var isEmpty: Bool { answers.isEmpty && notifications.isEmpty }

  /// What is missing, in words.
  var missing: String {
    guard let next = answers.first ?? notifications.first else { return "message" }
    return "message \(Excerpt.of(next.utf8()))"
  }

  var nothingCame: Comparison {
    Comparison(
      mismatches: (answers + notifications).map {
        Mismatch(.missing, at: .root, expected: $0, actual: nil)
      })
  }

  func isIgnored(_ message: JSON) -> Bool {
    guard let method = message["method"] else { return false }
    return ignored.contains { ignored in
      ignored.asString == nil
        ? rules.compareMessage(message, to: ignored).isMatch : ignored == method
    }
  }

  /// Accepts a received message; returns what is wrong if no expected message matches it.
  mutating func take(_ message: JSON) -> Comparison? {
    if message["method"] != nil {
      guard let pattern = notifications.first else {
        return isIgnored(message) ? nil : unexpected(message)
      }
      let compared = rules.compareMessage(message, to: pattern)
      if compared.isMatch {
        notifications.removeFirst()
        comparison.add(compared)
        return nil
      }
      return isIgnored(message) ? nil : compared
    }
    let compared = answers.map { rules.compareMessage(message, to: $0) }
    if let match = compared.firstIndex(where: \.isMatch) {
      answers.remove(at: match)
      comparison.add(compared[match])
      return nil
    }
    // The most likely match is the most informative: the one with the same id, or the only one
    // left.
    if let meant = answers.firstIndex(where: { $0["id"] != nil && $0["id"] == message["id"] })
      ?? (answers.count == 1 ? 0 : nil)
    {
      return compared[meant]
    }
    return unexpected(message)
  }

  func unexpected(_ message: JSON) -> Comparison {
    Comparison(mismatches: [Mismatch(.unexpected, at: .root, expected: nil, actual: message)])
  }
}
