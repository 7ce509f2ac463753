import MasteringModel

/// What a solution aims for: first the asks, then the asks corrected by what a rendering missed.
struct RenderingAim: Sendable, Hashable {
  /// The shelf's gain, in dB.
  var shelfGainDB: Double
  /// The loudness that the result should have, in dBFS.
  var loudnessDB: Double
  /// The crest factor that the result should have, in dB; nil to leave the dynamics unchanged.
  var crestDB: Double?

  /// Creates an aim from its parts.
  init(shelfGainDB: Double, loudnessDB: Double, crestDB: Double? = nil) {
    self.shelfGainDB = shelfGainDB
    self.loudnessDB = loudnessDB
    self.crestDB = crestDB
  }

  /// The first aim.
  init(at request: RenderingRequest, of source: MeasuredSource) {
    let asks = request.asks
    shelfGainDB =
      asks.centroidChangeHz == 0
      ? 0
      : source.curve.gainDB(
        forCentroidHz: source.fingerprint.spectralCentroidHz + asks.centroidChangeHz)
    loudnessDB = source.fingerprint.loudnessDBFS + source.loudnessChange(for: request)
    crestDB = source.fingerprint.crestDB + asks.crestChangeDB
  }

  /// Deviations above which a second rendering is worthwhile, in dB, dB and Hz.
  private static let worthCorrecting = (loudness: 0.01, crest: 0.01, centroid: 1.0)

  /// The aim that corrects what a rendering missed; nil if there is nothing to correct.
  func corrected(
    by report: RenderingReport, _ source: MeasuredSource, isLevelFixed: Bool
  ) -> RenderingAim? {
    var aim = self
    func missed(_ dimension: RenderingDimension, _ worth: Double) -> Double {
      let miss = report[dimension].achieved - report[dimension].asked
      return report[dimension].bound == nil && abs(miss) > worth ? miss : 0
    }
    let centroid = missed(.centroid, Self.worthCorrecting.centroid)
    if centroid != 0 {
      aim.shelfGainDB = ShelfFilter.quantised(
        shelfGainDB - centroid / max(source.curve.slope(atGainDB: shelfGainDB), 1))
    }
    if let crestDB { aim.crestDB = crestDB - missed(.crest, Self.worthCorrecting.crest) }
    // A fixed gain is not corrected.
    if !isLevelFixed { aim.loudnessDB -= missed(.loudness, Self.worthCorrecting.loudness) }
    return aim == self ? nil : aim
  }

  /// The aim without the dimensions in which a rendering is farther from the ask than the source
  /// is; nil if there are none.
  func backedOff(by report: RenderingReport) -> RenderingAim? {
    var aim = self
    func isFarther(_ dimension: RenderingDimension) -> Bool {
      let change = report[dimension]
      return change.bound != .ceiling
        && abs(change.achieved - change.asked) > abs(change.asked) + dimension.tolerance
    }
    if isFarther(.centroid) { aim.shelfGainDB = 0 }
    if isFarther(.crest) { aim.crestDB = nil }
    return aim == self ? nil : aim
  }
}

/// What is known about a source after reading it.
struct MeasuredSource: Sendable {
  let format: AudioFormat
  let fingerprint: Fingerprint
  let curve: CentroidCurve
  let truePeakDBTP: Double
  let grid: BlockGrid
  /// Its loudness; nil without a meter.
  let loudness: SignalLoudness?
  /// Its samples, if they were kept for the next reading.
  let kept: KeptSamples?

  /// The change in loudness that a request amounts to, in dB.
  func loudnessChange(for request: RenderingRequest) -> Double {
    guard case .integrated(let target) = request.level else { return request.asks.loudnessChangeDB }
    return (loudness?.integratedLUFS).map { target - $0 } ?? 0
  }

  /// Whether the request aims for an integrated loudness but the source has none, as in a track
  /// shorter than 400 ms.
  func lacksLoudness(for request: RenderingRequest) -> Bool {
    if case .integrated = request.level { return loudness?.integratedLUFS == nil }
    return false
  }

  /// Whether the mono signal is silent, as in antiphase, so that it has no level.
  var isSilent: Bool { fingerprint.loudnessDBFS < Self.silenceDBFS }
  /// The loudness below which a mono signal is silent.
  static let silenceDBFS = -99.0
}

extension RenderingRequest {
  /// Whether every sample should stay unchanged.
  var isNothing: Bool { asks.isNothing && (level == .asked || level == .fixed(gainDB: 0)) }
}
