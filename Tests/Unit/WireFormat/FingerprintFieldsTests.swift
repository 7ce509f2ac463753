import MasteringModel
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

@Suite struct FingerprintFieldsTests {
  private func read(_ json: JSON) throws(FailureReport) -> Fingerprint {
    try FingerprintFields(json.members ?? [], at: "/fingerprint").fingerprint()
  }

  @Test func `a written fingerprint is read back as the same fingerprint`() throws {
    #expect(try read(Fingerprint.sample().payload) == .sample())
  }

  @Test func `the order of the metrics does not matter`() throws {
    let members = try #require(Fingerprint.sample().payload.members)
    #expect(try read(.object(members.reversed())) == .sample())
  }

  @Test(arguments: FingerprintMetric.allCases)
  func `each metric is required`(_ metric: FingerprintMetric) throws {
    let members = try #require(Fingerprint.sample().payload.members)
    let report = #expect(throws: FailureReport.self) {
      _ = try read(.object(members.filter { $0.key != metric.rawValue }))
    }
    #expect(report?.rpcError["data"]?["path"] == .string("/fingerprint/\(metric.rawValue)"))
    #expect(report?.rpcError["data"]?["reason"] == "missing")
  }

  @Test(arguments: FingerprintMetric.allCases)
  func `a number beyond binary64 is an invalid fingerprint and names its metric`(
    _ metric: FingerprintMetric
  ) throws {
    let members = try #require(Fingerprint.sample().payload.members)
    let json = JSON.object(
      members.map { $0.key == metric.rawValue ? .init($0.key, .numeral("1e999")) : $0 })
    let report = #expect(throws: FailureReport.self) { _ = try read(json) }
    #expect(report?.kind == .invalidFingerprint)
    #expect(report?.rpcError["data"]?["metric"] == .string(metric.rawValue))
  }

  @Test func `an unknown member is refused`() throws {
    let members = try #require(Fingerprint.sample().payload.members)
    let report = #expect(throws: FailureReport.self) {
      _ = try read(.object(members + [.init("more", .null)]))
    }
    #expect(report?.rpcError["data"]?["reason"] == "unknown")
  }

  @Test func `a text is not a number`() throws {
    let members = try #require(Fingerprint.sample().payload.members)
    let report = #expect(throws: FailureReport.self) {
      _ = try read(.object(members.map { .init($0.key, .string("1")) }))
    }
    #expect(report?.rpcError["data"]?["reason"] == "wrong_type")
  }
}
