/// Durations of the same work in seconds, in the order of measurement.
struct Timing {
  let seconds: [Double]

  var median: Double { Self.median(of: seconds) }

  /// The median of the ratios to another work's times in the same rounds.
  func ratio(to other: Timing) -> Double {
    Self.median(of: zip(seconds, other.seconds).map { $0 / $1 })
  }

  /// Times several pieces of work in turn, round by round, after one round of warm-up.
  static func inTurn(
    rounds: Int, _ works: [() async throws -> Void]
  ) async throws -> [Timing] {
    var seconds = works.map { _ in [Double]() }
    for round in 0...rounds {
      for (index, work) in works.enumerated() {
        let start = ContinuousClock.now
        try await work()
        let time = (ContinuousClock.now - start) / .seconds(1)
        if round > 0 { seconds[index].append(time) }
      }
    }
    return seconds.map(Timing.init)
  }

  /// Times one piece of work, after one round of warm-up.
  static func of(rounds: Int, _ work: () -> Void) -> Timing {
    work()
    return Timing(
      seconds: (0..<rounds).map { _ in
        let start = ContinuousClock.now
        work()
        return (ContinuousClock.now - start) / .seconds(1)
      })
  }

  private static func median(of numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
