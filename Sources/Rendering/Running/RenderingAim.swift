import MasteringModel

/// What a solution aims for: first the asks, then the asks corrected by what a rendering missed.
struct RenderingAim: Sendable, Hashable {
  /// The shelf's gain, in dB.
  var shelfGainDB: Double
  /// The loudness that the result should have, in dBFS.
  var loudnessDB: Double
  /// The crest factor that the result should have, in dB; nil to leave the dynamics unchanged.
  var crestDB: Double?
  /// The dimensions that are not worth a change of the track.
  private(set) var leftAlone: Set<RenderingDimension> = []

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

  /// The aim with a dimension left as it is.
  func leavingAlone(_ dimension: RenderingDimension) -> RenderingAim {
    var aim = self
    aim.leftAlone.insert(dimension)
    switch dimension {
    case .centroid: aim.shelfGainDB = 0
    case .crest: aim.crestDB = nil
    case .loudness: break
    }
    return aim
  }
}

/// What is known about a source after reading it.
struct MeasuredSource: Sendable {
  let format: AudioFormat
  let fingerprint: Fingerprint
  let curve: CentroidCurve
  /// The highest magnitude of its samples.
  let highestSample: Float
  let grid: BlockGrid
  /// Nil until they are needed: for an integrated loudness before the solve, otherwise for the report.
  let levels: SignalLevels?
  /// Its samples, if they were kept for the next reading.
  let kept: KeptSamples?

  /// The same without its samples.
  var withoutSamples: MeasuredSource {
    MeasuredSource(
      format: format, fingerprint: fingerprint, curve: curve, highestSample: highestSample,
      grid: grid, levels: levels, kept: nil)
  }

  /// The same with its levels.
  func with(_ levels: SignalLevels) -> MeasuredSource {
    MeasuredSource(
      format: format, fingerprint: fingerprint, curve: curve, highestSample: highestSample,
      grid: grid, levels: levels, kept: kept)
  }

  /// Its integrated loudness, in LUFS; nil without a meter, or for less than 400 ms.
  private var integratedLUFS: Double? {
    precondition(levels != nil, "Only a source with its levels has an integrated loudness.")
    return levels?.loudness?.integratedLUFS
  }

  /// The change in loudness that a request amounts to, in dB.
  func loudnessChange(for request: RenderingRequest) -> Double {
    guard case .integrated(let target) = request.level else { return request.asks.loudnessChangeDB }
    return integratedLUFS.map { target - $0 } ?? 0
  }

  /// Whether the request aims for an integrated loudness but the source has none, as in a track
  /// shorter than 400 ms.
  func lacksLoudness(for request: RenderingRequest) -> Bool {
    request.level.isIntegrated && integratedLUFS == nil
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

extension RenderingLevel {
  /// Whether it is an integrated loudness, so that the source's has to be known before the solve.
  var isIntegrated: Bool { if case .integrated = self { true } else { false } }
}
