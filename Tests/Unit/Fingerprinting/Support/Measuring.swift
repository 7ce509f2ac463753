import AudioFixtures
import Fingerprinting
import MasteringModel
import ProviderTesting

/// The analysis of a track that is the only one available.
func analysis(
  of track: MemoryTrack, window: AnalysisWindow = .standard, workers: Int = 1,
  allowsPartialAudio: Bool = false, progress: (@Sendable (AnalysisProgress) -> Void)? = nil
) async throws(FingerprintFailure) -> TrackAnalysis {
  let decoder = MemoryDecoder(["track": track])
  return try await AudioFingerprintProvider(decoder: decoder, workers: workers).analysis(
    for: AnalysisRequest(
      path: "track", window: window, allowsPartialAudio: allowsPartialAudio),
    progress: progress)
}

/// The fingerprint of a clip, delivered as floats.
func fingerprint(
  of clip: AudioClip, window: AnalysisWindow = .standard, workers: Int = 1
) async throws(FingerprintFailure) -> Fingerprint {
  try await analysis(of: MemoryTrack(clip), window: window, workers: workers).fingerprint
}

/// The fingerprint of a signal defined by formulas.
func fingerprint(of signal: Signal) async throws(FingerprintFailure) -> Fingerprint {
  try await fingerprint(of: signal.clip())
}

/// The failure of work that should fail; nil if it does not.
func failure<Value>(
  of work: () async throws(FingerprintFailure) -> Value
) async -> FingerprintFailure? {
  do throws(FingerprintFailure) {
    _ = try await work()
    return nil
  } catch {
    return error
  }
}
