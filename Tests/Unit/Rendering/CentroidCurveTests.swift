import Testing

@testable import Rendering

@Suite struct CentroidCurveTests {
  /// A cubic in the gain, which the curve's polynomials reproduce.
  private let curve = CentroidCurve(
    centroidsHz: CentroidCurve.gainsDB.map { 1500 + 80 * $0 + 3 * $0 * $0 + 0.1 * $0 * $0 * $0 })

  @Test(arguments: [-5.5, -3, -0.1, 0, 1.7, 6])
  func `a cubic is reproduced exactly`(gain: Double) {
    let exact = 1500 + 80 * gain + 3 * gain * gain + 0.1 * gain * gain * gain
    #expect(abs(curve.centroidHz(atGainDB: gain) - exact) < 1e-9)
  }

  @Test(arguments: [-4.2, 0.0, 0.59, 5.9])
  func `the gain for a centroid gives that centroid`(gain: Double) {
    let found = curve.gainDB(forCentroidHz: curve.centroidHz(atGainDB: gain))
    #expect(abs(found - gain) < 1e-6)
  }

  @Test func `a target beyond 6 dB gives 6 dB`() {
    #expect(curve.gainDB(forCentroidHz: 20_000) == 6)
    #expect(curve.gainDB(forCentroidHz: 0) == -6)
  }

  @Test func `the slope at 0 dB is that of the cubic`() {
    #expect(abs(curve.slope(atGainDB: 0) - 80) < 1)
  }
}
