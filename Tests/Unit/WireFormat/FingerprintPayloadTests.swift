import MasteringModel
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

@Suite struct FingerprintPayloadTests {
  @Test func `a fingerprint is its seven metrics in wire order`() {
    #expect(
      Fingerprint.sample(loudnessDBFS: -9.58).payload.text()
        == #"{"loudness_dbfs":-9.58,"peak_dbfs":-1.0,"crest_db":13.0,"#
        + #""spectral_centroid":3200.0,"spectral_rolloff":7000.0,"#
        + #""zero_crossing_rate":0.075,"spectral_spread":2800.0}"#)
  }

  @Test func `an analysis states which audio was analysed`() {
    let payload = TrackAnalysis.sample().payload
    #expect(
      payload.keys == [
        "fingerprint", "analysed_seconds", "sample_rate_hz", "channels", "duration_seconds",
        "is_partial",
      ])
    #expect(payload["fingerprint"] == Fingerprint.sample().payload)
    #expect(payload["analysed_seconds"]?.text() == "90.0")
    #expect(payload["sample_rate_hz"]?.text() == "44100")
    #expect(payload["channels"]?.text() == "2")
    #expect(payload["duration_seconds"]?.text() == "180.0")
    #expect(payload["is_partial"]?.text() == "false")
  }

  @Test func `warnings are included`() {
    let early = TrackAnalysis.sample(durationSeconds: 90, isPartial: true)
    #expect(
      early.payload["warnings"]?.text()
        == #"[{"code":"ends_early","at_seconds":90.0,"message":"The audio ends or is damaged at 90.0 s; "#
        + #"what comes before it was analysed. Get a complete copy."}]"#)
    let behind = TrackAnalysis.sample(isPartial: true)
    #expect(
      behind.payload["warnings"]?.text()
        == #"[{"code":"damaged_behind","message":"Audio is missing after the 90.0 s that "#
        + #"were analysed. Get a complete copy."}]"#)
  }

  @Test func `an unknown duration is null, not missing`() {
    #expect(TrackAnalysis.sample(durationSeconds: nil).payload["duration_seconds"] == .null)
  }

  @Test func `a comparison has both fingerprints, the difference and a summary`() {
    let second = Fingerprint.sample(loudnessDBFS: -10)
    let payload = FingerprintComparison(of: second, with: .sample()).payload
    #expect(payload.keys == ["first", "second", "difference", "summary"])
    #expect(payload["first"] == Fingerprint.sample().payload)
    #expect(payload["second"] == second.payload)
    #expect(
      payload["difference"]?.text()
        == #"{"loudness_dbfs":4.0,"peak_dbfs":0.0,"crest_db":0.0,"spectral_centroid":0.0,"#
        + #""spectral_rolloff":0.0,"zero_crossing_rate":0.0,"spectral_spread":0.0}"#)
    #expect(payload["summary"] == "The second is louder by 4.0 dB.")
  }

  @Test func `fingerprints as far apart as numbers allow can be compared`() {
    let largest = Double.greatestFiniteMagnitude
    let comparison = FingerprintComparison(
      of: .sample(peakDBFS: largest), with: .sample(peakDBFS: -largest))
    #expect(comparison.payload["difference"]?["peak_dbfs"]?.text() == "1.7976931348623157e+308")
  }
}
