import Concurrency
public import MasteringModel
import Synchronization

/// Decodes files for browsers that cannot play them.
public struct SoundSource: Sendable {
  let decoder: any AudioDecoder
  let parts: (any FileTrackReader)?
  let sounds = KnownSounds()
  let decoding = DecodingThreads()

  /// A source.
  ///
  /// - Parameters:
  ///   - decoder: opens the files.
  ///   - parts: finds the tracks of files that CUE sheets divide; nil if each file is one track.
  public init(decoder: any AudioDecoder, parts: (any FileTrackReader)? = nil) {
    self.decoder = decoder
    self.parts = parts
  }
}

/// The threads on which sounds are opened and decoded. Some files block for as long as a decoder
/// may be silent; on the few threads that read files, all streams would wait for them. There are as
/// many of these threads as places (``KnownSounds/place()``).
struct DecodingThreads: Sendable {
  private let executor = BackgroundExecutor()

  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await Task(executorPreference: executor) { work() }.value
  }
}

/// Facts about requested sounds, and their parked streams.
final class KnownSounds: Sendable {
  private struct Parked {
    let turn: Int
    let key: String
    let frame: Int
    let stream: any AudioStream
  }

  private struct Opened {
    let format: Result<AudioFormat, AudioFailure>
    let time = ContinuousClock.now
  }

  /// How long a file that could not be opened is not tried again, and how long a stream is kept for
  /// the next request of its player.
  private let patience: Duration
  private let opened = Mutex(LeastRecentlyUsed<String, Opened>(capacity: 256))
  private let lengths = Mutex(LeastRecentlyUsed<String, Int>(capacity: 65_536))
  private let parked = Mutex<(all: [Parked], turn: Int)>(([], 0))

  init(patience: Duration = .seconds(30)) {
    self.patience = patience
  }

  private let places = Mutex(mostAtOnce)

  /// How many sounds are decoded at a time. Each may be a child process.
  private static let mostAtOnce = 32

  /// A place for decoding, until the last reference to it is released; nil while all are taken.
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

  /// The format of a sound, cached if it was opened before. A failure to open it is also cached for
  /// a while, because it may have taken a minute to find out.
  func format(
    of key: String, opening open: () throws(AudioFailure) -> AudioFormat
  ) throws(AudioFailure) -> AudioFormat {
    if let known = opened.withLock({ $0.value(for: key) }) {
      switch known.format {
      case .success(let format): return format
      case .failure(let failure) where .now - known.time < patience: throw failure
      case .failure: break
      }
    }
    let format = Result(catching: open)
    opened.withLock { _ = $0.set(Opened(format: format), for: key) }
    return try format.get()
  }

  /// The number of frames of a sound whose file does not declare it, known after it was played
  /// through.
  func frames(of key: String) -> Int? { lengths.withLock { $0.value(for: key) } }

  func note(frames: Int, of key: String) {
    lengths.withLock { _ = $0.set(frames, for: key) }
  }

  /// Keeps a stream and its position for a while: it holds its file open, and perhaps a child
  /// process.
  func park(_ stream: any AudioStream, of key: String, at frame: Int) {
    let (turn, gone) = parked.withLock { parked in
      parked.turn += 1
      parked.all.append(Parked(turn: parked.turn, key: key, frame: frame, stream: stream))
      return (parked.turn, parked.all.count > Self.mostParked ? parked.all.removeFirst() : nil)
    }
    // Released here, outside the lock.
    withExtendedLifetime(gone) {}
    Task { [weak self, patience] in
      try? await Task.sleep(for: patience)
      self?.drop(turn)
    }
  }

  private func drop(_ turn: Int) {
    let gone = parked.withLock { parked in
      parked.all.firstIndex { $0.turn == turn }.map { parked.all.remove(at: $0) }
    }
    withExtendedLifetime(gone) {}
  }

  /// Takes the parked stream of a sound whose position is at a frame or closest before it.
  func take(of key: String, notBehind frame: Int) -> (frame: Int, stream: any AudioStream)? {
    parked.withLock { parked in
      let index = parked.all.indices
        .filter { parked.all[$0].key == key && parked.all[$0].frame <= frame }
        .max { parked.all[$0].frame < parked.all[$1].frame }
      return index.map { parked.all.remove(at: $0) }.map { ($0.frame, $0.stream) }
    }
  }
}

/// One of the places for decoding sounds.
final class DecodingPlace: Sendable {
  private let give: @Sendable () -> Void

  init(_ give: @escaping @Sendable () -> Void) {
    self.give = give
  }

  deinit { give() }
}
