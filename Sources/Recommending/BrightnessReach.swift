public import MasteringModel
import SystemCalls

/// How strong a gentle shelf would have to be to move a track's centroid as predicted, by estimate from
/// the fingerprint alone.
///
/// The fingerprint has the mean and the spread of a spectrum, not its shape. The spectrum is
/// modelled as a gamma distribution with that mean and spread, and the shelf G(f) = τ · f² / (f² +
/// f0²) dB, f0 = 2 kHz, weights its magnitudes; τ is the strength that moves the mean to the wanted
/// centroid.
public struct BrightnessReach: Sendable, Hashable {
  /// The strength τ at the highest frequencies, in dB; nil if even ±24 dB is not enough.
  public let shelfDB: Double?

  /// The strongest shelf that is still gentle, in dB.
  public static let gentleShelfDB = 6.0

  /// Whether a gentle shelf is enough.
  public var isReachable: Bool { shelfDB.map { abs($0) <= Self.gentleShelfDB } ?? false }

  private static let limitDB = 24.0
  private static let cornerHz = 2_000.0
  /// Points at which the spectrum is evaluated, evenly spaced up to half of 44.1 kHz.
  private static let places = 128

  /// The reach for a change of the centroid in Hz.
  public init(of changeHz: Double, from fingerprint: Fingerprint) {
    let centroid = fingerprint.spectralCentroidHz
    let spread = fingerprint.spectralSpreadHz
    let target = centroid + changeHz
    guard changeHz != 0 else {
      shelfDB = 0
      return
    }
    guard centroid > 0, spread > 0, target > 0 else {
      shelfDB = nil
      return
    }
    let shape = (centroid / spread) * (centroid / spread)
    let scale = spread * spread / centroid
    let spectrum = (0..<Self.places).map { place in
      let hz = (Double(place) + 0.5) * 22_050 / Double(Self.places)
      let exponent = (shape - 1) * log(hz / centroid) - (hz - centroid) / scale
      return (
        hz: hz, weight: exp(exponent), lift: hz * hz / (hz * hz + Self.cornerHz * Self.cornerHz)
      )
    }
    let mean = { (shelf: Double) -> Double in
      var (sum, moment) = (0.0, 0.0)
      for place in spectrum {
        let weight = place.weight * exp(shelf * place.lift * log(10) / 20)
        sum += weight
        moment += weight * place.hz
      }
      return moment / sum
    }
    // Relative to the estimate's own mean, because sampling on the grid shifts it.
    let wanted = mean(0) * target / centroid
    var (low, high) = (-Self.limitDB, Self.limitDB)
    guard mean(low) <= wanted, wanted <= mean(high) else {
      shelfDB = nil
      return
    }
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if mean(middle) < wanted { low = middle } else { high = middle }
    }
    shelfDB = (low + high) / 2
  }
}
