public import MasteringModel

/// The one gain for all tracks of an album: the mean of what they ask for, as far as the highest peak
/// among them leaves room (REN-42).
public struct AlbumLevel: Sendable {
  private var wantedDB: [Double] = []
  private var highestPeakDBTP = -Double.infinity
  private var distributions: [LoudnessDistribution] = []

  /// Kept free below the ceiling: a track is rendered once more with the gain, and its samples are
  /// rounded then.
  private static let marginDB = 0.05

  /// An album without tracks.
  public init() {}

  /// Takes a track that was rendered with ``RenderingLevel/fixed(gainDB:)`` of 0 dB under
  /// ``RenderingPolicy/free``.
  public mutating func add(_ report: RenderingReport) {
    // Silence and antiphase stay as they are, whatever the album gets.
    guard report.source.loudnessDBFS > -99 else { return }
    wantedDB.append(report.loudness.asked - report.loudness.achieved)
    highestPeakDBTP = max(highestPeakDBTP, report.resultTruePeakDBTP)
    if let own = report.resultLoudness?.distribution { distributions.append(own) }
  }

  /// The gain, in dB; 0 where no track has a level.
  ///
  /// - Parameters:
  ///   - targetLUFS: the integrated loudness that all tracks as one shall have; nil for the mean of what
  ///     they ask for.
  ///   - meter: measures them as one.
  public func gainDB(
    targetLUFS: Double?, policy: RenderingPolicy, ceiling: TruePeakCeiling,
    meter: any LoudnessMeter
  ) -> Double {
    guard !wantedDB.isEmpty else { return 0 }
    var gain = wantedDB.reduce(0, +) / Double(wantedDB.count)
    if let targetLUFS, let integrated = meter.together(distributions).integratedLUFS {
      gain = targetLUFS - integrated
    }
    guard policy != .free else { return gain }
    let limiting = policy == .crest ? CrestSolution.largestLimitingDB : -Self.marginDB
    return min(gain, ceiling.internalDBTP - highestPeakDBTP + limiting)
  }
}
