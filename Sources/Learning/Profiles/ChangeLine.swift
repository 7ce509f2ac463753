import MasteringModel

/// What changes as a linear function of what the original measures, through all pairs at once.
///
/// Several profiles that are learned from a few pairs each take their targets from it: a median of three
/// pairs is noise, where all twelve together say how the change follows the music. Ridge regression on
/// loudness, crest and centroid, each brought to mean 0 and deviation 1: with few pairs the slopes are
/// held small.
struct ChangeLine {
  private static let metrics: [FingerprintMetric] = [.loudness, .crest, .spectralCentroid]
  /// The weight of a slope of 0, in pairs. Of 1, 2, 3 and 8 it predicted unknown tracks best in
  /// Benchmarks/learning.py.
  private static let ridge = 8.0

  private let means: [Double]
  private let deviations: [Double]
  private let middle: [ChangeColumn: Double]
  private let slopes: [ChangeColumn: [Double]]

  /// The line through pairs, at least one.
  init(through pairs: [TrackPair]) {
    let count = Double(max(pairs.count, 1))
    let columns = Self.metrics.map { metric in pairs.map { $0.before[metric] } }
    let means = columns.map { $0.reduce(0, +) / count }
    let deviations = zip(columns, means).map { column, mean in
      let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      // A metric that is the same in all says nothing, whatever it is divided by.
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
  }

  /// The mean of what the line says of some pairs.
  func change(of pairs: [TrackPair]) -> PredictedChange {
    let count = Double(max(pairs.count, 1))
    let places = Self.metrics.indices.map { place in
      let mean = pairs.reduce(0) { $0 + $1.before[Self.metrics[place]] } / count
      return (mean - means[place]) / deviations[place]
    }
    return PredictedChange { column in
      (middle[column] ?? 0) + Self.product(slopes[column] ?? [], places)
    }
  }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The solution of a system whose matrix is positive definite, by elimination.
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
