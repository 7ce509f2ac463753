/// How a second recording differs from a first, metric by metric.
public struct FingerprintComparison: Sendable, Hashable {
  /// What is compared with.
  public let first: Fingerprint
  /// What is compared.
  public let second: Fingerprint

  /// The comparison of `second` with `first`.
  public init(of second: Fingerprint, with first: Fingerprint) {
    self.first = first
    self.second = second
  }

  /// Second minus first, in the metric's unit; finite, even if the exact difference would overflow.
  public func difference(in metric: FingerprintMetric) -> Double {
    let largest = Double.greatestFiniteMagnitude
    return min(max(second[metric] - first[metric], -largest), largest)
  }
}
