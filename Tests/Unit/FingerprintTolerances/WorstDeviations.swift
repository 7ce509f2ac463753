package import MasteringModel
import Synchronization

/// Records, for each metric, which of many fingerprints was furthest from its reference.
package final class WorstDeviations: Sendable {
  private struct Deviation: Sendable {
    var size = 0.0
    var subject = "–"
  }

  private let state = Mutex((count: 0, worst: [FingerprintMetric: Deviation]()))

  /// An empty record.
  package init() {}

  /// The number of fingerprints compared.
  package var count: Int { state.withLock { $0.count } }

  /// The largest deviation of a metric so far, in its unit.
  package subscript(metric: FingerprintMetric) -> Double {
    state.withLock { $0.worst[metric]?.size ?? 0 }
  }

  /// Adds a comparison of `measured` with `expected`.
  package func note(_ measured: Fingerprint, _ expected: Fingerprint, of subject: String) {
    state.withLock { state in
      state.count += 1
      for metric in FingerprintMetric.allCases {
        let size = abs(measured[metric] - expected[metric])
        if state.worst[metric] == nil || size > state.worst[metric, default: Deviation()].size {
          state.worst[metric] = Deviation(size: size, subject: subject)
        }
      }
    }
  }

  /// The deviations as text, one line per metric.
  package func table(title: String, tolerances: MetricTolerances) -> String {
    let worst = state.withLock { $0.worst }
    let lines = FingerprintMetric.allCases.map { metric in
      let deviation = worst[metric, default: Deviation()]
      return "  \(metric.rawValue.padded(to: 19)) \(deviation.size.short.padded(to: 10)) of "
        + "\(tolerances[metric].short.padded(to: 8)) \(metric.unit.padded(to: 11))"
        + deviation.subject
    }
    return (["Worst deviations, \(title), \(count) fingerprints:"] + lines)
      .joined(separator: "\n")
  }
}

extension Double {
  /// Two significant digits.
  fileprivate var short: String {
    guard self != 0, isFinite else { return self == 0 ? "0" : description }
    var exponent = 0
    var mantissa = magnitude
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    return "\((mantissa * 10).rounded() / 10)e\(exponent)"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
