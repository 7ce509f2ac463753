/// How many numbers of 0…1 fall into each of several bins of equal width.
package struct Histogram: Sendable, Hashable {
  /// How many fell into each bin, the lowest first.
  package private(set) var counts: [Int]

  /// A histogram of no numbers.
  ///
  /// - Parameter bins: how many bins; 1 or more.
  package init(bins: Int) {
    precondition(bins >= 1, "A histogram has a bin")
    counts = Array(repeating: 0, count: bins)
  }

  /// Counts a number: bin i has those from i / bins up to but excluding (i + 1) / bins; the last
  /// also has 1. Numbers outside 0…1 count as the nearest end, and NaN as 0.
  package mutating func add(_ number: Double) {
    let place = min(max(number, 0), 1) * Double(counts.count)
    counts[place.isNaN ? 0 : min(Int(place), counts.count - 1)] += 1
  }

  /// The bounds of a bin.
  package func bounds(ofBin index: Int) -> (lower: Double, upper: Double) {
    (Double(index) / Double(counts.count), Double(index + 1) / Double(counts.count))
  }
}
