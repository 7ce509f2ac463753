/// Mean and standard deviation of numbers that arrive one at a time and are not stored.
///
/// The deviation is the population's, √(Σ(x − mean)² / n): the tracks of an album are the whole
/// population, not a sample. So a single number has a deviation of 0.
///
/// Source: B. P. Welford, Note on a method for calculating corrected sums of squares and products,
/// Technometrics 4 (1962). Unlike the mean of the squares minus the square of the mean, it keeps
/// its precision if the numbers are large and close together.
package struct RunningStatistics: Sendable, Hashable, BitwiseCopyable {
  /// How many numbers there were.
  package private(set) var count = 0
  private var currentMean = 0.0
  /// Σ(x − mean)².
  private var squares = 0.0

  /// The statistics of no numbers.
  package init() {}

  /// Adds a number.
  package mutating func add(_ number: Double) {
    count += 1
    let before = number - currentMean
    currentMean += before / Double(count)
    squares += before * (number - currentMean)
  }

  /// The arithmetic mean; nil if there are no numbers.
  package var mean: Double? { count > 0 ? currentMean : nil }

  /// The population standard deviation; nil if there are no numbers.
  package var deviation: Double? { count > 0 ? (squares / Double(count)).squareRoot() : nil }
}
