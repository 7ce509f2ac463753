import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

@Suite(.reportsDeviations("signals by formula", .standardRate))
struct ReferenceSignalTests {
  @Test(arguments: try ReferenceSignal.all())
  func `a computed signal measures what the reference measured`(
    signal: ReferenceSignal
  ) async throws {
    let measured = try await fingerprint(of: signal.recipe)
    let reference = try Fingerprint(signal.fingerprint)
    DeviationReport.current?.note(measured, reference, of: signal.id)
    #expect(measured.excesses(over: .standardRate, from: reference) == [])
  }

  /// librosa interprets its silence threshold differently there; see the reference's README.
  private static let disputed: Set = ["impulse-below-spectrum-threshold"]

  @Test(arguments: try ReferenceSignal.all().filter { !disputed.contains($0.id) })
  func `a computed signal measures what librosa measures`(
    signal: ReferenceSignal
  ) async throws {
    let measured = try await fingerprint(of: signal.recipe)
    #expect(measured.excesses(over: .standardRate, from: try Fingerprint(signal.librosa)) == [])
  }

  @Test func `the file of signals is complete`() throws {
    #expect(try ReferenceSignal.all().count == 63)
  }
}
