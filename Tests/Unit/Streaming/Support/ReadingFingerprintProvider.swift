import MasteringModel
import ProviderTesting

/// Reads a track through its own stream, over and over, until it is cancelled.
struct ReadingFingerprintProvider: FingerprintProvider {
  let definition = "reading-1"
  let decoder: CountedDecoder

  func key(for request: AnalysisRequest) -> FingerprintKey {
    .sample(identity: .sample(path: request.path))
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    do throws(AudioFailure) {
      let stream = try decoder.open(request.path)
      var block = [Float](repeating: 0, count: 64)
      while !Task.isCancelled {
        if try stream.read(into: &block) == 0 { try stream.seek(toFrame: 0) }
      }
    } catch {
      throw .audio(error)
    }
    throw .cancelled
  }
}
