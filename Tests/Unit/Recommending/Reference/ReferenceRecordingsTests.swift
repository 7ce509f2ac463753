import AudioFixtures
import MasteringModel
import ProfileCatalog
import Recommending
import Testing

/// The eleven recordings of `Tests/Golden/reference/audio.ndjson`.
@Suite struct ReferenceRecordingsTests {
  @Test(arguments: try ReferenceRecording.all())
  func `the ranking of all profiles that score is the reference's to the last bit`(
    _ recording: ReferenceRecording
  ) throws {
    let ranking = BuiltInProfiles.catalogue.ranked(
      for: try Fingerprint(recording.numbers), topK: 7)
    #expect(
      ranking.map { ReferenceScore(profileID: $0.profile.id, score: $0.similarity.score) }
        == recording.ranking)
  }

  @Test(arguments: try ReferenceRecording.all())
  func `the single recommendation is the reference's`(_ recording: ReferenceRecording) throws {
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try Fingerprint(recording.numbers), settings: try .single())
    let decision = Decision(for: recording.single, scores: recording.ranking)
    #expect(recommendation.differences(from: recording.single.applying(decision)) == [])
  }

  @Test(arguments: try ReferenceRecording.all())
  func `the weighted recommendation is the reference's`(_ recording: ReferenceRecording) throws {
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try Fingerprint(recording.numbers))
    let decision = Decision(for: recording.weighted, scores: recording.ranking)
    #expect(recommendation.differences(from: recording.weighted.applying(decision)) == [])
  }

  @Test func `of eleven recordings, two are fallbacks, four single and five hybrid`() throws {
    let recordings = try ReferenceRecording.all()
    let fallbacks = recordings.filter(\.ranking.isEmpty)
    #expect(fallbacks.map(\.name) == ["loop_compus.flac", "loop_safari.flac"])
    #expect(recordings.count { $0.weighted.isHybrid == true } == 5)
    #expect(recordings.count { $0.weighted.isHybrid == false } == 6)
    #expect(recordings.allSatisfy { $0.weighted.members?.count != 1 })
  }
}

/// A line of `Tests/Golden/reference/audio.ndjson`: a recording, its measurements and its
/// recommendation.
struct ReferenceRecording: Sendable, Decodable, CustomTestStringConvertible {
  let file: String
  let numbers: ReferenceFingerprint
  /// Every score above zero, best first.
  let ranking: [ReferenceScore]
  let single: ReferenceRecommendation
  /// With the standard settings.
  let weighted: ReferenceRecommendation

  private enum CodingKeys: String, CodingKey {
    case file = "file"
    case numbers = "fingerprint"
    case ranking = "ranking"
    case single = "single"
    case weighted = "weighted_threshold_0.4_top_k_3"
  }

  var name: String { file.split(separator: "/").last.map(String.init) ?? file }
  var testDescription: String { name }

  /// Every line of the file.
  static func all() throws -> [ReferenceRecording] {
    try Repository.referenceLines("audio.ndjson")
  }
}
