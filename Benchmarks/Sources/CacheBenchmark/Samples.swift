import Foundation

/// The times of single calls, in seconds.
struct Samples {
  private let sorted: [Double]

  /// Times a call the given number of times.
  static func of(_ rounds: Int, _ call: (Int) async throws -> Void) async rethrows -> Samples {
    var seconds: [Double] = []
    seconds.reserveCapacity(rounds)
    for round in 0..<rounds {
      let start = ContinuousClock.now
      try await call(round)
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return Samples(sorted: seconds.sorted())
  }

  private init(sorted: [Double]) {
    self.sorted = sorted
  }

  var milliseconds: String { text(scale: 1e3, decimals: 2) }
  var microseconds: String { text(scale: 1e6, decimals: 1) }

  private func text(scale: Double, decimals: Int) -> String {
    let median = sorted[sorted.count / 2] * scale
    let late = sorted[sorted.count * 99 / 100] * scale
    return String(format: "median %.\(decimals)f, 99 %% within %.\(decimals)f", median, late)
  }
}
