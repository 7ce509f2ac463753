import LibraryAnalysis
import Testing

@Suite struct PaceTests {
  @Test func `no pace is given before the first second`() {
    var pace = Pace()
    #expect(pace.perSecond == nil)
    pace.note(done: 3, at: .milliseconds(999))
    #expect(pace.perSecond == nil)
    pace.note(done: 4, at: .seconds(1))
    #expect(pace.perSecond == 4)
  }

  @Test func `work without progress has no pace`() {
    var pace = Pace()
    pace.note(done: 0, at: .seconds(15))
    #expect(pace.perSecond == nil)
    #expect(pace.timeLeft(for: 10) == nil)
  }

  @Test(arguments: [1, 8, 250])
  func `a steady pace is exact, however long it lasts`(perSecond: Int) {
    var pace = Pace()
    for second in 1...200 {
      pace.note(done: perSecond * second, at: .seconds(second))
      #expect(pace.perSecond == Double(perSecond))
    }
    #expect(pace.timeLeft(for: 1000) == .seconds(1000.0 / Double(perSecond)))
  }

  @Test func `a new pace shows within the span`() {
    var pace = Pace()
    // A thousand per second come from the cache; then each takes a quarter of a second.
    for second in 1...10 { pace.note(done: 1000 * second, at: .seconds(second)) }
    #expect(pace.perSecond == 1000)
    for quarter in 1...80 {
      pace.note(done: 10_000 + quarter, at: .seconds(10) + .milliseconds(250 * quarter))
    }
    #expect(pace.perSecond == 4)
    #expect(pace.timeLeft(for: 240) == .seconds(60))
  }

  @Test func `within the span, the pace is the mean`() {
    var pace = Pace()
    pace.note(done: 10, at: .seconds(1))
    pace.note(done: 12, at: .seconds(4))
    #expect(pace.perSecond == 3)
  }

  @Test func `work that pauses longer than the span has no pace`() {
    var pace = Pace()
    for second in 1...5 { pace.note(done: second, at: .seconds(second)) }
    pace.note(done: 5, at: .seconds(60))
    #expect(pace.perSecond == nil)
  }

  @Test func `no work takes no time`() {
    var pace = Pace()
    pace.note(done: 4, at: .seconds(2))
    #expect(pace.timeLeft(for: 0) == .zero)
  }
}

@Suite struct DurationWordsTests {
  @Test(arguments: [
    (-5.0, "0 s"), (0, "0 s"), (0.4, "0 s"), (0.6, "1 s"), (59.4, "59 s"), (59.6, "1 min 00 s"),
    (65, "1 min 05 s"), (3599, "59 min 59 s"), (3600, "1 h 00 min"), (7500, "2 h 05 min"),
    (360_000, "100 h 00 min"),
  ])
  func `a duration is written in at most two units`(seconds: Double, words: String) {
    #expect(Duration.seconds(seconds).words == words)
  }
}
