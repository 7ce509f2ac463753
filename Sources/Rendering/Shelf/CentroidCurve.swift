/// The mean spectral centroid that a track would have under shelves of several gains.
struct CentroidCurve: Sendable {
  /// The gains that are tried while the track is analysed, in dB.
  static let gainsDB: [Double] = [-6, -3, 0, 3, 6]

  /// The centroid under each of them, in Hz.
  let centroidsHz: [Double]

  /// The factor of each bin of the analysis under each gain, bins from 0 Hz up.
  static func weightings(bins: Int, binWidthHz: Double) -> [[Double]] {
    gainsDB.map { gain in
      (0..<bins).map { bin in
        amplitude(ofDB: ShelfFilter.gainDB(gain, atHz: Double(bin) * binWidthHz))
      }
    }
  }

  /// The centroid under a shelf of `gainDB`, in Hz: the cubic polynomial through the four nearest
  /// points.
  func centroidHz(atGainDB gain: Double) -> Double {
    let first = gain < 0 ? 0 : 1
    let gains = Self.gainsDB[first..<(first + 4)]
    return gains.indices.reduce(0) { sum, place in
      var term = centroidsHz[place]
      for other in gains.indices where other != place {
        term *= (gain - gains[other]) / (gains[place] - gains[other])
      }
      return sum + term
    }
  }

  /// The gain whose shelf brings the centroid to `centroidHz`, or the outermost gain if none does.
  func gainDB(forCentroidHz centroid: Double) -> Double {
    var low = -ShelfFilter.largestGainDB
    var high = ShelfFilter.largestGainDB
    if centroid <= centroidHz(atGainDB: low) { return low }
    if centroid >= centroidHz(atGainDB: high) { return high }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if centroidHz(atGainDB: middle) < centroid { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// How far the centroid moves per dB at a gain, in Hz/dB.
  func slope(atGainDB gain: Double) -> Double {
    (centroidHz(atGainDB: gain + 0.05) - centroidHz(atGainDB: gain - 0.05)) / 0.1
  }
}
