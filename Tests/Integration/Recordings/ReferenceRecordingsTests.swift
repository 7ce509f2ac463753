import AudioDecoding
import AudioFixtures
import FingerprintTolerances
import Fingerprinting
import MasteringModel
import ProfileCatalog
import Recommending
import Testing

/// The recordings in `Examples`, from file to recommendation, compared with the original.
@Suite(.reportsDeviations("recordings", .standardRate), .takesTurns(at: .processor))
struct ReferenceRecordingsTests {
  @Test(arguments: try ReferenceRecording.all())
  func `a recording measures what the original measured`(
    recording: ReferenceRecording
  ) async throws {
    let measured = try await fingerprint(ofFileAt: recording.path)
    let reference = try Fingerprint(recording.fingerprint)
    DeviationReport.current?.note(measured, reference, of: recording.file)
    #expect(measured.excesses(over: .standardRate, from: reference) == [])
  }

  @Test(arguments: try ReferenceRecording.all(), [1, 3])
  func `a recording measures the same with any number of workers`(
    recording: ReferenceRecording, workers: Int
  ) async throws {
    let expected = try await fingerprint(ofFileAt: recording.path, workers: 2)
    let measured = try await fingerprint(ofFileAt: recording.path, workers: workers)
    #expect(measured.differences(from: expected) == [])
  }

  @Test(arguments: try ReferenceRecording.all())
  func `a recording ranks the profiles as in the original`(
    recording: ReferenceRecording
  ) async throws {
    let measured = try await fingerprint(ofFileAt: recording.path)
    let ranking = BuiltInProfiles.catalogue.ranked(for: measured, topK: 7)
    #expect(ranking.map(\.profile.id) == recording.ranking.map(\.profileID))
    for (ranked, place) in zip(ranking, recording.ranking) {
      #expect(abs(ranked.similarity.score - place.score) < scoreTolerance)
    }
  }

  @Test(arguments: try ReferenceRecording.all().filter { !$0.isFallback })
  func `a recording gets the profile of the original`(
    recording: ReferenceRecording
  ) async throws {
    let recommendation = try await recommendation(for: recording, settings: .single())
    #expect(recommendation.kind == .single)
    expect(recommendation, isCloseTo: recording.single)
  }

  @Test(arguments: try ReferenceRecording.all().filter { !$0.isFallback })
  func `a recording gets the blend of the original`(
    recording: ReferenceRecording
  ) async throws {
    let recommendation = try await recommendation(for: recording)
    let weights = recording.weighted.weightedProfiles ?? []
    expect(recommendation, isCloseTo: recording.weighted)
    #expect(recommendation.isHybrid == recording.weighted.isHybrid)
    #expect(recommendation.weightedProfiles.map(\.profile.id) == weights.map(\.profileID))
    for (weighted, reference) in zip(recommendation.weightedProfiles, weights) {
      #expect(abs(weighted.weight - reference.weight) < weightTolerance)
    }
  }

  // Where no profile scores, the original reports an arbitrary confidence; see design decision 1.
  @Test(arguments: try ReferenceRecording.all().filter { $0.isFallback })
  func `for a recording that resembles no profile, no change is recommended`(
    recording: ReferenceRecording
  ) async throws {
    let recommendation = try await recommendation(for: recording)
    #expect(recommendation.isFallback)
    #expect(!recommendation.isHybrid)
    #expect(recommendation.confidence == 0)
    #expect(recommendation.primaryProfile.id == recording.single.primaryProfileID)
    #expect(recommendation.predictedChange == .none)
  }

  @Test func `the recordings include hybrids, single recommendations and fallbacks`() throws {
    let recordings = try ReferenceRecording.all()
    #expect(recordings.count == 11)
    #expect(recordings.count { $0.isFallback } == 2)
    #expect(recordings.count { $0.weighted.isHybrid == true } == 5)
  }

  // MARK: Two recordings in detail

  @Test func `the amen break is a hybrid of three led by live rock`() async throws {
    let measured = try await fingerprint(ofFileAt: Repository.example("loop_amen_full.flac"))
    let recommendation = BuiltInProfiles.catalogue.recommendation(for: measured)
    #expect(
      recommendation.weightedProfiles.map(\.profile.id) == [
        "live-rock-preservation-v1", "damaged-studio-restoration-v1", "bright-masters-spectral-v1",
      ])
    #expect(recommendation.confidence.rounded(toDecimals: 3) == 0.333)
  }

  @Test func `garzul is hi-res masters alone`() async throws {
    let measured = try await fingerprint(ofFileAt: Repository.example("loop_garzul.flac"))
    let recommendation = BuiltInProfiles.catalogue.recommendation(for: measured)
    #expect(recommendation.kind == .single)
    #expect(recommendation.primaryProfile.id == "hires-masters-modernization-v1")
    #expect(recommendation.confidence.rounded(toDecimals: 3) == 0.713)
  }

  // MARK: Comparison

  // An error in a metric moves its term of the score by the error over the width of the range: 1e-4
  // dB over 1.5 dB, the narrowest. A score is the mean of such terms.
  private let scoreTolerance = 7e-5
  // A weight is a score divided by a sum of scores, which is at least 0.08.
  private let weightTolerance = 1e-3

  private func recommendation(
    for recording: ReferenceRecording, settings: RecommendationSettings = .standard
  ) async throws -> Recommendation {
    let engine = RecommendationEngine(
      fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2),
      profiles: BuiltInProfileProvider())
    return try await engine.recommendation(
      for: AnalysisRequest(path: recording.path), settings: settings)
  }

  private func expect(
    _ recommendation: Recommendation, isCloseTo reference: ReferenceRecording.Answer,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let change = recommendation.predictedChange
    #expect(
      recommendation.primaryProfile.id == reference.primaryProfileID,
      sourceLocation: sourceLocation)
    #expect(
      abs(recommendation.confidence - reference.confidenceScore) < scoreTolerance,
      sourceLocation: sourceLocation)
    // An error in a weight moves a mean of targets by the same fraction of their range, about 10 dB
    // and 600 Hz.
    #expect(
      abs(change.loudnessDB - reference.predictedLoudnessChange) < 0.01,
      sourceLocation: sourceLocation)
    #expect(
      abs(change.crestDB - reference.predictedCrestChange) < 0.01, sourceLocation: sourceLocation)
    #expect(
      abs(change.centroidHz - reference.predictedCentroidChange) < 0.6,
      sourceLocation: sourceLocation)
  }
}

extension Double {
  fileprivate func rounded(toDecimals decimals: Int) -> Double {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
