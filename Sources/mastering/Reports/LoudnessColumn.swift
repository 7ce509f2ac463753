import MasteringModel
import Recommending
import SystemCalls

/// A loudness value as shown beside a recommendation.
struct LoudnessColumn {
  let name: String
  let unit: String
  private let value: @Sendable (SignalLoudness) -> Double?

  private init(
    name: String, unit: String, _ value: @escaping @Sendable (SignalLoudness) -> Double?
  ) {
    (self.name, self.unit, self.value) = (name, unit, value)
  }

  /// The width of its name and values with their unit in a table.
  var columnWidth: Int { max(name.count, 6 + unit.count) }

  /// The value with one decimal; a dash if there is none.
  func text(_ loudness: TrackLoudness) -> String { value(loudness.signal)?.fixed(1) ?? "–" }

  /// The columns for the wanted values.
  static func all(_ wishes: LoudnessWishes) -> [LoudnessColumn] {
    let peak =
      wishes.measuresTruePeak
      ? LoudnessColumn(name: "True peak", unit: "dBTP") { $0.truePeakDBTP }
      : LoudnessColumn(name: "Sample peak", unit: "dBFS") { $0.samplePeakDBFS }
    return [
      LoudnessColumn(name: "Integrated", unit: "LUFS") { $0.integratedLUFS },
      LoudnessColumn(name: "Range", unit: "LU") { $0.rangeLU },
      LoudnessColumn(name: "Short-term", unit: "LUFS") { $0.shortTermMaxLUFS },
      peak,
    ]
  }

  /// The columns for the measured values.
  static func all(of loudness: TrackLoudness) -> [LoudnessColumn] {
    all(LoudnessWishes(measuresTruePeak: loudness.signal.hasTruePeaks))
  }
}
