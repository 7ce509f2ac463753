import MasteringModel

/// Records the loudness history in bounded space.
struct HistoryRecorder {
  private var momentary: [Double?] = []
  private var shortTerm: [Double?] = []
  private var overs: [Double] = []
  /// How many values of 0.1 s are merged into one stored value.
  private var stride = 1
  private var passed = 0

  /// Two hours of values.
  static let capacity = 72_000
  static let oversCapacity = 1_000
  private static let valueSeconds =
    Double(SlidingLoudness.stepsPerBlock) / Double(SlidingLoudness.stepsPerSecond)

  /// Appends the values at the end of the next 0.1 s.
  mutating func append(momentary: Double?, shortTerm: Double?, hasOver: Bool) {
    passed += 1
    if hasOver, overs.count < Self.oversCapacity {
      overs.append(Double(passed - 1) * Self.valueSeconds)
    }
    guard passed.isMultiple(of: stride) else { return }
    if self.momentary.count == Self.capacity {
      self.momentary = Self.everySecond(self.momentary)
      self.shortTerm = Self.everySecond(self.shortTerm)
      stride *= 2
      guard passed.isMultiple(of: stride) else { return }
    }
    self.momentary.append(momentary.flatMap(KWeightedEnergy.lufs))
    self.shortTerm.append(shortTerm.flatMap(KWeightedEnergy.lufs))
  }

  private static func everySecond(_ values: [Double?]) -> [Double?] {
    Swift.stride(from: 1, to: values.count, by: 2).map { values[$0] }
  }

  var history: LoudnessHistory {
    LoudnessHistory(
      intervalSeconds: Double(stride) * Self.valueSeconds, momentaryLUFS: momentary,
      shortTermLUFS: shortTerm, overSeconds: overs)
  }
}
