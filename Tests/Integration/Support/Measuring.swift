import AudioDecoding
import Fingerprinting
import MasteringModel

/// What a file measures with the real decoder.
func analysis(
  ofFileAt path: String, window: AnalysisWindow = .standard, workers: Int = 2,
  allowsPartialAudio: Bool = false
) async throws(FingerprintFailure) -> TrackAnalysis {
  try await AudioFingerprintProvider(decoder: SndfileDecoder(), workers: workers).analysis(
    for: AnalysisRequest(path: path, window: window, allowsPartialAudio: allowsPartialAudio))
}

/// The fingerprint of a file, made with the real decoder.
func fingerprint(
  ofFileAt path: String, workers: Int = 2
) async throws(FingerprintFailure) -> Fingerprint {
  try await analysis(ofFileAt: path, workers: workers).fingerprint
}

/// The outcome for a file: a fingerprint or a reason.
typealias Outcome = Result<TrackAnalysis, FingerprintFailure>

/// The outcome for a file with the real decoder.
func outcome(
  ofFileAt path: String, workers: Int = 2, allowsPartialAudio: Bool = false
) async -> Outcome {
  do throws(FingerprintFailure) {
    return .success(
      try await analysis(
        ofFileAt: path, workers: workers, allowsPartialAudio: allowsPartialAudio))
  } catch {
    return .failure(error)
  }
}
