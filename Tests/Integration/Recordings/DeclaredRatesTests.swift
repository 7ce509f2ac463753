import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// A line of `Tests/Golden/reference/rates.ndjson`: a recording played at another rate.
struct DeclaredRate: Sendable, Decodable, CustomTestStringConvertible {
  let file: String
  let declaredRateHz: Int
  let fingerprint: ReferenceFingerprint

  private enum CodingKeys: String, CodingKey {
    case file, fingerprint
    case declaredRateHz = "declared_rate_hz"
  }

  var testDescription: String { "\(file) at \(declaredRateHz) Hz" }

  static func all() throws -> [DeclaredRate] {
    try Repository.referenceLines("rates.ndjson")
  }
}

@Suite(.reportsDeviations("declared rates", .resampled), .takesTurns(at: .processor))
struct DeclaredRatesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: try DeclaredRate.all())
  func `a recording at another rate measures what the reference measured`(
    rate: DeclaredRate
  ) async throws {
    let recording = try AudioClip(decoding: "\(Repository.root)/\(rate.file)")
    let path = try folder.file(
      "declared.wav", recording.declared(atHz: rate.declaredRateHz), as: .integer16)
    let measured = try await fingerprint(ofFileAt: path)
    let reference = try Fingerprint(rate.fingerprint)
    DeviationReport.current?.note(measured, reference, of: rate.testDescription)
    #expect(measured.excesses(over: .resampled, from: reference) == [])
  }

  @Test func `the file of rates is complete`() throws {
    #expect(try DeclaredRate.all().count == 28)
  }
}
