import Concurrency
public import MasteringModel
import Synchronization

/// What turns files into sound for browsers that do not play them.
public struct SoundSource: Sendable {
  let decoder: any AudioDecoder
  let parts: (any FileTrackReader)?
  let sounds = KnownSounds()

  /// A source.
  ///
  /// - Parameters:
  ///   - decoder: opens the files.
  ///   - parts: says which tracks files hold where CUE sheets divide them; nil where each is one.
  public init(decoder: any AudioDecoder, parts: (any FileTrackReader)? = nil) {
    self.decoder = decoder
    self.parts = parts
  }
}

/// What is known of sounds that were asked for, and where their streams stand.
final class KnownSounds: Sendable {
  private struct Parked {
    let key: String
    let frame: Int
    let stream: any AudioStream
  }

  private let formats = Mutex(LeastRecentlyUsed<String, AudioFormat>(capacity: 256))
  private let lengths = Mutex(LeastRecentlyUsed<String, Int>(capacity: 65_536))
  private let parked = Mutex<[Parked]>([])

  private let places = Mutex(mostAtOnce)

  /// How many sounds are decoded at a time. Each may be a child process.
  private static let mostAtOnce = 32

  /// A place to decode at, until the last reference to it goes; nil while all are taken.
  func place() -> DecodingPlace? {
    let isFree = places.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
    return isFree ? DecodingPlace { [self] in places.withLock { $0 += 1 } } : nil
  }

  /// How many streams are kept for the next request of their player. Each may be a child process.
  private static let mostParked = 4

  func format(of key: String) -> AudioFormat? { formats.withLock { $0.value(for: key) } }

  func note(_ format: AudioFormat, of key: String) {
    formats.withLock { _ = $0.set(format, for: key) }
  }

  /// How many frames a sound has that its file does not say, once it was played through.
  func frames(of key: String) -> Int? { lengths.withLock { $0.value(for: key) } }

  func note(frames: Int, of key: String) {
    lengths.withLock { _ = $0.set(frames, for: key) }
  }

  /// Keeps a stream that stands at a frame.
  func park(_ stream: any AudioStream, of key: String, at frame: Int) {
    let gone = parked.withLock { parked in
      parked.append(Parked(key: key, frame: frame, stream: stream))
      return parked.count > Self.mostParked ? parked.removeFirst() : nil
    }
    // Ended here, without the lock held.
    withExtendedLifetime(gone) {}
  }

  /// Takes the stream of a sound that stands at a frame or nearest before it.
  func take(of key: String, notBehind frame: Int) -> (frame: Int, stream: any AudioStream)? {
    parked.withLock { parked in
      let index = parked.indices.filter { parked[$0].key == key && parked[$0].frame <= frame }
        .max { parked[$0].frame < parked[$1].frame }
      return index.map { parked.remove(at: $0) }.map { ($0.frame, $0.stream) }
    }
  }
}

/// One of the places at which sounds are decoded.
final class DecodingPlace: Sendable {
  private let give: @Sendable () -> Void

  init(_ give: @escaping @Sendable () -> Void) {
    self.give = give
  }

  deinit { give() }
}
