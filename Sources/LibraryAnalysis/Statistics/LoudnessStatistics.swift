public import MasteringModel
public import StrictJSON

/// Mean and standard deviation of loudness and range over several tracks, and their highest peak.
///
/// Levels are averaged in LUFS. A track without a value is left out of that mean.
public struct LoudnessStatistics: Sendable, Hashable {
  /// Of integrated loudness, in LUFS.
  package private(set) var integrated = RunningStatistics()
  /// Of loudness range, in LU.
  package private(set) var range = RunningStatistics()
  /// The highest true peak, in dBTP; nil if none was measured.
  package private(set) var truePeakDBTP: Double?
  /// How many tracks there were.
  public private(set) var count = 0

  /// The statistics of no tracks.
  public init() {}

  /// Adds a track.
  public mutating func add(_ loudness: SignalLoudness) {
    count += 1
    if let value = loudness.integratedLUFS { integrated.add(value) }
    if let value = loudness.rangeLU { range.add(value) }
    truePeakDBTP = [truePeakDBTP, loudness.truePeakDBTP].compactMap(\.self).max()
  }

  /// The member `loudness` with `integrated_lufs` and `loudness_range_lu`, each `mean` and
  /// `deviation` or null, and `true_peak_max_dbtp`; empty if there were no tracks.
  public var members: [JSON.Member] {
    guard count > 0 else { return [] }
    return [
      .init(
        "loudness",
        [
          "integrated_lufs": Self.payload(of: integrated),
          "loudness_range_lu": Self.payload(of: range),
          "true_peak_max_dbtp": truePeakDBTP.map { .number($0) } ?? .null,
        ])
    ]
  }

  private static func payload(of statistics: RunningStatistics) -> JSON {
    guard let mean = statistics.mean, let deviation = statistics.deviation else { return .null }
    return ["mean": .number(mean), "deviation": .number(deviation)]
  }
}
