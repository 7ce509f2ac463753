import Learning
import MasteringModel
import SeededRandomness
import Testing

@Suite struct TasteFoldTests {
  private func decision(
    _ number: Int, _ verdict: TasteEvent.Verdict, scores: [Double] = [0.25, 0.25]
  ) throws -> TasteEvent {
    TasteEvent(
      id: "\(number)", time: "2026-11-30T00:00:00Z",
      kind: .decision(
        try TasteEvent.Decision(
          track: "t", verdict: verdict,
          ranking: scores.enumerated().map {
            TasteEvent.Ranked(profileID: "p\($0)", score: $1)
          })))
  }

  private func undoing(_ number: Int, of other: Int) -> TasteEvent {
    TasteEvent(
      id: "\(number)", time: "2026-11-30T00:00:00Z", kind: .undoing(eventID: "\(other)"))
  }

  private func reset(_ number: Int) -> TasteEvent {
    TasteEvent(id: "\(number)", time: "2026-11-30T00:00:00Z", kind: .reset)
  }

  private func taste(_ events: [TasteEvent]) -> Taste { TasteFold(events).taste }

  @Test func `without events there is no taste`() {
    #expect(taste([]) == .none)
  }

  /// From one half each to all of the first: +0.5 and −0.5, whose mean is already 0.
  @Test
  func
    `an adjustment moves the preferences by the difference between the set and the shown weights`()
    throws
  {
    let taste = try taste([decision(1, .adjusted(weights: [1, 0], strengths: nil))])
    #expect(taste.leanings.map(\.amount) == [0.5, -0.5])
    #expect(taste.decisions == 1)
    #expect(taste.leaning(toProfile: "p0") == 0.5)
    #expect(taste.leaning(toProfile: "unknown") == 0)
  }

  @Test func `accepting the weights given by the scores changes nothing`() throws {
    #expect(
      try taste([decision(1, .accepted(weights: [0.5, 0.5]))]).leanings.map(\.amount) == [0, 0])
  }

  /// −0.5 for the first; the mean, −0.25, is subtracted from both.
  @Test func `a rejection lowers the first`() throws {
    #expect(try taste([decision(1, .rejected)]).leanings.map(\.amount) == [-0.25, 0.25])
  }

  @Test func `the second decision counts for less`() throws {
    let once = try taste([
      decision(1, .accepted(weights: [0.5, 0.5])),
      decision(2, .adjusted(weights: [1, 0], strengths: nil)),
    ])
    #expect(abs(once.leanings[0].amount - 0.5 / 2.0.squareRoot()) < 1e-15)
  }

  @Test func `preferences are bounded`() throws {
    let taste = try taste(
      (1...5000).map { try decision($0, .adjusted(weights: [1, 0], strengths: nil)) })
    #expect(taste.leanings.allSatisfy { abs($0.amount) <= 2 })
    #expect(taste.leanings[0].amount > 1.5)
  }

  @Test func `strengths are the median of the requested ones`() throws {
    let wanted = try [0.5, 1, 1.5, 2, 0.25].enumerated().map { number, strength in
      try decision(
        number,
        .adjusted(
          weights: [0.5, 0.5],
          strengths: Taste.Strengths(loudness: strength, crest: 1, spectralCentroid: 0)))
    }
    #expect(
      taste(wanted).strengths == Taste.Strengths(loudness: 1, crest: 1, spectralCentroid: 0))
  }

  // MARK: Undoing

  @Test func `an undone event does not count`() throws {
    let first = try decision(1, .rejected)
    let second = try decision(2, .adjusted(weights: [1, 0], strengths: nil))
    let third = try decision(3, .rejected)
    #expect(taste([first, second, third, undoing(4, of: 2)]) == taste([first, third]))
    #expect(taste([first, second, third, undoing(4, of: 1)]).decisions == 2)
  }

  /// p2 is named by the undone decision alone: it takes no part in the mean, and has no leaning.
  @Test func `what is undone or reset leaves no trace`() throws {
    let other = try decision(1, .rejected, scores: [0.25, 0.25, 0.25])
    let second = try decision(2, .adjusted(weights: [1, 0], strengths: nil))
    let third = try decision(3, .rejected)
    #expect(taste([other, second, third, undoing(4, of: 1)]) == taste([second, third]))
    #expect(taste([other, reset(5), second, third]) == taste([second, third]))
  }

  @Test func `scores may be as small as numbers get`() throws {
    let rejections = try (1...3).map { try decision($0, .rejected) }
    let smallest = Double.leastNonzeroMagnitude
    let taste = try taste(rejections + [decision(4, .rejected, scores: [smallest])])
    #expect(taste.leanings.allSatisfy { $0.amount.isFinite })
    #expect(taste.weights(of: [("p0", smallest)]) == [1])
  }

  @Test func `an undo can itself be undone`() throws {
    let first = try decision(1, .rejected)
    #expect(taste([first, undoing(2, of: 1), undoing(3, of: 2)]) == taste([first]))
  }

  @Test func `an event cannot undo a later one`() throws {
    let second = try decision(2, .rejected)
    #expect(taste([undoing(1, of: 2), second]) == taste([second]))
  }

  @Test func `a reset drops earlier events and can be undone`() throws {
    let (first, third) = try (decision(1, .rejected), decision(3, .rejected))
    #expect(taste([first, reset(2), third]).decisions == 1)
    #expect(taste([first, reset(2), third, undoing(4, of: 2)]) == taste([first, third]))
  }

  @Test func `undoing without an id undoes the last event that counts`() throws {
    var fold = try TasteFold([decision(1, .rejected), decision(2, .rejected), undoing(3, of: 2)])
    #expect(fold.lastPlace == 0)
    fold.append(undoing(4, of: 1))
    #expect(fold.lastPlace == nil)
  }

  @Test func `a repeated event counts once`() throws {
    #expect(try taste([decision(1, .rejected), decision(1, .rejected)]).decisions == 1)
  }

  @Test func `weights follow the preferences`() throws {
    let taste = Taste(
      leanings: [.init(profileID: "a", amount: 1), .init(profileID: "b", amount: -1)], decisions: 1)
    let weights = taste.weights(of: [("a", 0.5), ("b", 0.5), ("c", 0.25)])
    // e : 1/e : 1/2
    #expect(abs(weights[0] / weights[1] - 7.38905609893065) < 1e-12)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-15)
  }

  // MARK: What no event can have

  /// A decision that no event can have, and why.
  struct Refused: Sendable, CustomTestStringConvertible {
    let problem: InvalidDecision
    let scores: [Double]
    let verdict: TasteEvent.Verdict

    init(
      _ problem: InvalidDecision, _ scores: [Double], _ verdict: TasteEvent.Verdict = .rejected
    ) {
      self.problem = problem
      self.scores = scores
      self.verdict = verdict
    }

    var testDescription: String { "\(problem)" }
  }

  private static let refused = [
    Refused(.profiles(count: 0), []),
    Refused(.profiles(count: 65), Array(repeating: 0.5, count: 65)),
    Refused(.score(0), [0]), Refused(.score(1.5), [1.5]),
    Refused(.weights(count: 1, profiles: 2), [0.5, 0.5], .accepted(weights: [1])),
    Refused(.weights(count: 0, profiles: 1), [0.5], .accepted(weights: [])),
    Refused(.weight(1.25), [0.5, 0.5], .accepted(weights: [1.25, -0.25])),
    Refused(.sum(0.75), [0.5], .accepted(weights: [0.75])),
    Refused(
      .strength(2.5), [0.5],
      .adjusted(
        weights: [1], strengths: Taste.Strengths(loudness: 1, crest: 2.5, spectralCentroid: 1))),
  ]

  @Test(arguments: refused)
  func `a decision that no event can have is refused`(_ refused: Refused) {
    #expect(throws: refused.problem) { try decision(1, refused.verdict, scores: refused.scores) }
  }

  @Test func `NaN is neither a score, a weight nor a strength`() {
    let weights: TasteEvent.Verdict = .accepted(weights: [.nan, 1])
    let strengths: TasteEvent.Verdict = .adjusted(
      weights: [0.5, 0.5],
      strengths: Taste.Strengths(loudness: .nan, crest: 1, spectralCentroid: 1))
    #expect(throws: InvalidDecision.self) { try decision(1, .rejected, scores: [.nan]) }
    #expect(throws: InvalidDecision.self) { try decision(1, weights) }
    #expect(throws: InvalidDecision.self) { try decision(1, strengths) }
  }

  @Test func `sixty-four profiles are not too many`() throws {
    let scores = Array(repeating: 1.0, count: 64)
    #expect(try taste([decision(1, .rejected, scores: scores)]).leanings.count == 64)
  }

  static func events(_ count: Int) throws -> [TasteEvent] {
    var random = SplitMix64(seed: 15)
    return try (0..<count).map { number in
      let first = random.nextUnit()
      return TasteEvent(
        id: "\(number)", time: "",
        kind: .decision(
          try TasteEvent.Decision(
            track: "",
            verdict: number % 3 == 0
              ? .rejected
              : .adjusted(
                weights: [first, 1 - first, 0],
                strengths: Taste.Strengths(
                  loudness: first, crest: first, spectralCentroid: first)),
            ranking: (0..<3).map {
              TasteEvent.Ranked(
                profileID: "p\((number + $0) % 7)", score: 0.1 + 0.2 * random.nextUnit())
            })))
    }
  }

  @Test(.disabled(if: isDebugBuild, "measured in a release build"))
  func `100,000 events fold within 50 ms`() throws {
    let fold = TasteFold(try Self.events(100_000))
    let best = (0..<5).map { _ in ContinuousClock().measure { _ = fold.taste } }.min() ?? .zero
    #expect(best <= .milliseconds(50), "\(best)")
  }
}

private var isDebugBuild: Bool {
  #if DEBUG
    true
  #else
    false
  #endif
}
