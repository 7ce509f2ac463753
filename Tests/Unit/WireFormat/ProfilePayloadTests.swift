import MasteringModel
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

@Suite struct ProfilePayloadTests {
  @Test func `a profile with every field has every key`() {
    let profile = Profile.sample(
      id: "a", name: "A", version: "1.10", description: "d",
      detectionRules: .sample(spectralCentroidHz: 2800...3600),
      processingTargets: .sample(targetLoudnessDBFS: -14),
      training: TrainingSource(source: "s", tracks: 9), confidence: 1, releaseType: "live",
      genreHint: "rock", eraEstimate: 1987)
    #expect(
      profile.payload.text()
        == #"{"profile_id":"a","name":"A","version":"1.10","description":"d","#
        + #""detection_rules":{"loudness_dbfs":[-16.0,-12.0],"crest_db":[11.0,15.0],"#
        + #""zero_crossing_rate":[0.06,0.09],"spectral_centroid_hz":[2800.0,3600.0]},"#
        + #""processing_targets":{"loudness_change_db":-1.0,"crest_change_db":0.5,"#
        + #""centroid_change_hz":100.0,"target_loudness_dbfs":-14.0},"#
        + #""training":{"source":"s","tracks":9},"confidence":1.0,"release_type":"live","#
        + #""genre_hint":"rock","era_estimate":1987}"#)
  }

  @Test func `absent fields are left out`() {
    let payload = Profile.sample().payload
    #expect(
      payload.keys == [
        "profile_id", "name", "version", "description", "detection_rules", "processing_targets",
        "training", "confidence",
      ])
    #expect(
      payload["detection_rules"]?.keys == ["loudness_dbfs", "crest_db", "zero_crossing_rate"])
    #expect(
      payload["processing_targets"]?.keys == [
        "loudness_change_db", "crest_change_db", "centroid_change_hz",
      ])
  }
}
