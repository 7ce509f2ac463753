import StrictJSON

/// A port and the reference, which get the same calls.
struct PortPair {
  private var tested: Conversation
  private var model: Conversation
  private let limits: RunLimits
  /// What both claim.
  private(set) var shared: Set<String> = []
  private var ignored: Set<String> = []

  init(_ tested: PortUnderTest, _ model: PortUnderTest, _ limits: RunLimits) {
    self.tested = Conversation(port: tested)
    self.model = Conversation(port: model)
    self.limits = limits
  }

  /// Asks both to describe themselves. Returns why they cannot be used, as a sentence; nil if they
  /// can.
  mutating func greet() async -> String? {
    let deadline = ContinuousClock.now + limits.start
    let one = await tested.call("engine.describe", nil, forCase: 0, until: deadline)
    let other = await model.call("engine.describe", nil, forCase: 0, until: deadline)
    guard let first = Self.capabilities(one) else { return "the port does not identify itself" }
    guard let second = Self.capabilities(other) else {
      return "the reference does not identify itself"
    }
    shared = first.intersection(second)
    if !shared.contains("headroom") { ignored.insert("headroom") }
    if !shared.contains("dimension-weights") { ignored.insert("blend") }
    return nil
  }

  private static func capabilities(_ reply: Conversation.Reply) -> Set<String>? {
    guard case .message(let message, _) = reply, let result = message["result"],
      let description = PortDescription(result)
    else { return nil }
    return Set(description.capabilities)
  }

  /// Plays stories. A stateful one is played alone, one call at a time; others all at once.
  ///
  /// - Returns: a finding for each story with differing answers, ending with the first such call.
  mutating func play(_ stories: [FuzzStory], _ workspace: Workspace) async -> [FuzzFinding] {
    if let story = stories.first, stories.count == 1 {
      for (index, call) in story.calls.enumerated() {
        let answers = await ask([call], workspace)
        if let finding = finding(story, index, answers.0[0], answers.1[0]) { return [finding] }
      }
      return []
    }
    let calls = stories.flatMap(\.calls)
    let answers = await ask(calls, workspace)
    return zip(stories, zip(answers.0, answers.1)).compactMap { story, pair in
      finding(story, 0, pair.0, pair.1)
    }
  }

  /// Removes what stories have left in both.
  mutating func forget(_ workspace: Workspace) async {
    _ = await ask(FuzzStory.forgetting, workspace)
  }

  private func finding(
    _ story: FuzzStory, _ index: Int, _ one: FuzzAnswer, _ other: FuzzAnswer
  ) -> FuzzFinding? {
    let method = story.calls[index].method
    let comparison = FuzzComparison(method: method, ignored: ignored)
    guard let place = comparison.difference(one, other) else { return nil }
    var shorter = story
    shorter.calls.removeSubrange((index + 1)...)
    return FuzzFinding(story: shorter, place: place, answer: one, expected: other)
  }

  // MARK: Asking

  private mutating func ask(
    _ calls: [FuzzStory.Call], _ workspace: Workspace
  ) async -> ([FuzzAnswer], [FuzzAnswer]) {
    let deadline = ContinuousClock.now + limits.perCase
    let sent = calls.map { call in
      let params = try? call.params.replacingPlaceholders(workspace.text)
      return FuzzStory.Call(call.method, params ?? call.params)
    }
    // Both are called before either answer is read, so that they work in parallel.
    let first = sent.map { tested.ask($0.method, $0.params) }
    let second = sent.map { model.ask($0.method, $0.params) }
    return (
      await Self.answers(to: first, &tested, until: deadline),
      await Self.answers(to: second, &model, until: deadline)
    )
  }

  private static func answers(
    to ids: [Int], _ conversation: inout Conversation, until deadline: ContinuousClock.Instant
  ) async -> [FuzzAnswer] {
    var answers: [Int: FuzzAnswer] = [:]
    var ending: FuzzAnswer?
    while answers.count < ids.count, ending == nil {
      switch await conversation.next(until: deadline) {
      case .answer(let message, let line):
        guard let id = message["id"]?.asInteger, ids.contains(id) else {
          ending = .breach("sent an unrequested answer: \(Excerpt.of(line))")
          continue
        }
        if let result = message["result"] {
          answers[id] = .result(result)
        } else if let error = message["error"] {
          answers[id] = .error(error)
        } else {
          answers[id] = .breach("answered without 'result' or 'error': \(Excerpt.of(line))")
        }
      case .notification: if ContinuousClock.now >= deadline { ending = .silence }
      case .breach(let words): ending = .breach(words)
      case .silence: ending = .silence
      case .ended: ending = .ended
      }
    }
    // The first call without an answer is the one that lost the port; later ones mean nothing.
    return ids.map { answers[$0] ?? ending ?? .silence }
  }
}
