import MasteringModel

/// Predicts changes as a linear function of the original's metrics, fitted to all pairs at once.
///
/// Several profiles that are learned from a few pairs take their targets from it: a median of three
/// pairs is noise, whereas all twelve together show how the change follows the music. It is a
/// ridge regression on loudness, crest and centroid, each standardized to mean 0 and deviation 1;
/// with few pairs the slopes stay small.
struct ChangeLine {
  private static let metrics: [FingerprintMetric] = [.loudness, .crest, .spectralCentroid]
  /// The weight of a slope of 0, in pairs. Of 2, 4 and 8, it predicted unknown tracks best in
  /// Benchmarks/learning.py.
  private static let ridge = 4.0

  private let means: [Double]
  private let deviations: [Double]
  private let middle: [ChangeColumn: Double]
  private let slopes: [ChangeColumn: [Double]]
  /// The median distance of the pairs from it.
  private(set) var spread = PredictedChange.none

  /// Fits the line to pairs, at least one.
  init(through pairs: [TrackPair]) {
    let count = Double(max(pairs.count, 1))
    let columns = Self.metrics.map { metric in pairs.map { $0.before[metric] } }
    let means = columns.map { $0.reduce(0, +) / count }
    let deviations = zip(columns, means).map { column, mean in
      let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      // A metric that is the same in every pair contributes nothing, whatever the divisor.
      return square > 0 ? square.squareRoot() : 1
    }
    let even = columns.indices.map { place in
      columns[place].map { ($0 - means[place]) / deviations[place] }
    }
    var matrix = even.map { first in even.map { second in Self.product(first, second) } }
    for place in matrix.indices { matrix[place][place] += Self.ridge }
    var middle: [ChangeColumn: Double] = [:]
    var slopes: [ChangeColumn: [Double]] = [:]
    for column in ChangeColumn.allCases {
      let changes = pairs.map { column.value(of: $0.change) }
      let mean = changes.reduce(0, +) / count
      middle[column] = mean
      let differences = changes.map { $0 - mean }
      slopes[column] = Self.solution(of: matrix, even.map { Self.product($0, differences) })
    }
    self.means = means
    self.deviations = deviations
    self.middle = middle
    self.slopes = slopes
    let distances = pairs.map { pair in (pair.change, change { pair.before[$0] }) }
    spread = PredictedChange { column in
      distances.map { abs(column.value(of: $0) - column.value(of: $1)) }.median ?? 0
    }
  }

  /// The change it predicts for an original with these metrics.
  func change(at value: (FingerprintMetric) -> Double) -> PredictedChange {
    let places = Self.metrics.indices.map { place in
      (value(Self.metrics[place]) - means[place]) / deviations[place]
    }
    return PredictedChange { column in
      (middle[column] ?? 0) + Self.product(slopes[column] ?? [], places)
    }
  }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Solves a system with a positive definite matrix by elimination.
  private static func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (rows, values) = (matrix, right)
    for pivot in rows.indices {
      for row in rows.indices where row > pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in rows.indices { rows[row][column] -= factor * rows[pivot][column] }
        values[row] -= factor * values[pivot]
      }
    }
    for row in rows.indices.reversed() {
      for column in rows.indices where column > row {
        values[row] -= rows[row][column] * values[column]
      }
      values[row] /= rows[row][row]
    }
    return values
  }
}
