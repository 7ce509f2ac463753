import MasteringModel

extension SignalLoudness {
  /// The same with a history of as few values as a picture has columns.
  func withShortenedHistory() -> SignalLoudness {
    SignalLoudness(
      integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: momentaryMaxLUFS,
      shortTermMaxLUFS: shortTermMaxLUFS, channels: channels, findings: findings,
      history: history?.shortened(to: LoudnessHistory.columns), distribution: distribution)
  }
}

extension LoudnessHistory {
  /// As many as a wide screen shows.
  static let columns = 600

  /// A history of at most `count` values: the largest of as many neighbours as it takes.
  func shortened(to count: Int) -> LoudnessHistory {
    let values = max(momentaryLUFS.count, shortTermLUFS.count)
    let stride = max(1, (values + count - 1) / max(count, 1))
    guard stride > 1 else { return self }
    func largest(_ values: [Double?]) -> [Double?] {
      Swift.stride(from: 0, to: values.count, by: stride).map { first in
        values[first..<min(first + stride, values.count)].compactMap(\.self).max()
      }
    }
    return LoudnessHistory(
      intervalSeconds: intervalSeconds * Double(stride), momentaryLUFS: largest(momentaryLUFS),
      shortTermLUFS: largest(shortTermLUFS), overSeconds: overSeconds)
  }
}
