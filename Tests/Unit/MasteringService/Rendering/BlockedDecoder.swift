import Foundation
import MasteringModel

/// Gives streams that say nothing until their task is cancelled.
final class BlockedDecoder: AudioDecoder {
  private let decoder: any AudioDecoder
  private let cancelled = AsyncStream<Void>.makeStream()

  init(_ decoder: any AudioDecoder) {
    self.decoder = decoder
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try decoder.identity(ofFileAt: path)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
    cancelled.continuation.finish()
    return try decoder.open(path)
  }

  func waitUntilCancelled() async {
    for await _ in cancelled.stream {}
  }
}
