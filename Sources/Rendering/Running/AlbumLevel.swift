public import MasteringModel

/// The one gain for all tracks of an album: the mean of their asks, limited by the headroom of the
/// highest peak among them (REN-42).
public struct AlbumLevel: Sendable {
  private var wantedDB: [Double] = []
  private var highestPeakDBTP = -Double.infinity
  private var distributions: [LoudnessDistribution] = []

  /// Margin below the ceiling: each track is rendered again with the gain, and its samples are then
  /// rounded.
  private static let marginDB = 0.05

  /// An album without tracks.
  public init() {}

  /// Adds a track that was rendered with ``RenderingLevel/fixed(gainDB:)`` of 0 dB under
  /// ``RenderingPolicy/free``.
  public mutating func add(_ report: RenderingReport) {
    // Silence and antiphase stay unchanged, whatever the album's gain.
    guard report.source.loudnessDBFS > -99 else { return }
    wantedDB.append(report.loudness.asked - report.loudness.achieved)
    highestPeakDBTP = max(highestPeakDBTP, report.resultTruePeakDBTP)
    if let own = report.resultLoudness?.distribution { distributions.append(own) }
  }

  /// The gain, in dB; 0 if no track has a level.
  ///
  /// - Parameters:
  ///   - targetLUFS: the integrated loudness that all tracks together should have; nil for the mean
  ///     of their asks.
  ///   - meter: measures them together.
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
