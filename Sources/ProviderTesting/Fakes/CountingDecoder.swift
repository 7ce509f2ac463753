package import MasteringModel
import Synchronization

/// A decoder that counts how often files are opened, and forwards to another.
package final class CountingDecoder: AudioDecoder {
  private let decoder: any AudioDecoder
  private let count = Mutex(0)

  /// How many times opening a file was attempted.
  package var opened: Int { count.withLock { $0 } }

  package init(_ decoder: any AudioDecoder) { self.decoder = decoder }

  package func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try decoder.identity(ofFileAt: path)
  }

  package func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    count.withLock { $0 += 1 }
    return try decoder.open(path)
  }
}
