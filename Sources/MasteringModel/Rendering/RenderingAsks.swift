/// The changes that a rendering should make in the three dimensions of a recommendation, as
/// measured by the fingerprint.
public struct RenderingAsks: Sendable, Hashable {
  /// The change in loudness, in dB.
  public let loudnessChangeDB: Double
  /// The change in crest factor, in dB.
  public let crestChangeDB: Double
  /// The change in spectral centroid, in Hz.
  public let centroidChangeHz: Double

  /// Asks for nothing: a rendering that leaves every sample as it is.
  public static let nothing = RenderingAsks(unchecked: 0, 0, 0)

  /// Asks from their three numbers.
  ///
  /// - Throws: ``InvalidRenderingAsk`` naming the first number that is not finite or is outside
  ///   −60…60 dB or −20,000…20,000 Hz.
  public init(
    loudnessChangeDB: Double, crestChangeDB: Double, centroidChangeHz: Double
  ) throws(InvalidRenderingAsk) {
    for (dimension, value) in [
      (RenderingDimension.loudness, loudnessChangeDB), (.crest, crestChangeDB),
      (.centroid, centroidChangeHz),
    ] where !(abs(value) <= dimension.largestAsk) {
      throw InvalidRenderingAsk(dimension: dimension, value: value)
    }
    self.init(unchecked: loudnessChangeDB, crestChangeDB, centroidChangeHz)
  }

  private init(unchecked loudness: Double, _ crest: Double, _ centroid: Double) {
    loudnessChangeDB = loudness
    crestChangeDB = crest
    centroidChangeHz = centroid
  }

  /// The ask in one dimension, in that dimension's unit.
  public subscript(dimension: RenderingDimension) -> Double {
    switch dimension {
    case .loudness: loudnessChangeDB
    case .crest: crestChangeDB
    case .centroid: centroidChangeHz
    }
  }

  /// Whether every ask is 0.
  public var isNothing: Bool { RenderingDimension.allCases.allSatisfy { self[$0] == 0 } }

  /// The asks times a percentage, each kept within its bounds: 0 asks for nothing, 100 for the
  /// same.
  public func scaled(byPercent percent: Double) -> RenderingAsks {
    func scaled(_ dimension: RenderingDimension) -> Double {
      let bound = dimension.largestAsk
      // The share first: 100 % of a number is that number.
      let value = self[dimension] * (percent / 100)
      // A NaN percentage asks for nothing.
      return value.isNaN ? 0 : min(max(value, -bound), bound)
    }
    return RenderingAsks(unchecked: scaled(.loudness), scaled(.crest), scaled(.centroid))
  }

  /// The asks in some dimensions, and 0 in the others.
  public func only(_ dimensions: Set<RenderingDimension>) -> RenderingAsks {
    func kept(_ dimension: RenderingDimension) -> Double {
      dimensions.contains(dimension) ? self[dimension] : 0
    }
    return RenderingAsks(unchecked: kept(.loudness), kept(.crest), kept(.centroid))
  }
}

/// What a rendering changes.
public enum RenderingDimension: String, Sendable, Hashable, CaseIterable {
  case loudness, crest, centroid

  /// The largest change that can be asked for, in dB or Hz.
  var largestAsk: Double { self == .centroid ? 20_000 : 60 }

  /// How near an achieved change must come to the ask to count as reached, in dB or Hz.
  public var tolerance: Double {
    switch self {
    case .loudness: 0.1
    case .crest: 0.2
    case .centroid: 10
    }
  }
}

/// An ask that is not finite or outside its range.
public struct InvalidRenderingAsk: Error, Hashable {
  /// The dimension it was for.
  public let dimension: RenderingDimension
  /// The change that was asked for, in dB or Hz.
  public let value: Double

  /// The failure for one ask.
  public init(dimension: RenderingDimension, value: Double) {
    self.dimension = dimension
    self.value = value
  }
}
