import Concurrency
public import MasteringModel
import Synchronization

/// What turns files into sound for browsers that do not play them.
public struct SoundSource: Sendable {
  let decoder: any AudioDecoder
  let parts: (any FileTrackReader)?
  let sounds = KnownSounds()
  let decoding = DecodingThreads()

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

/// Where sounds are opened and decoded. Some files keep a program waiting for as long as it may be
/// silent; on the threads that files are read on, of which there are few, all streams would wait with
/// it. Of these there are as many as places (``KnownSounds/place()``).
struct DecodingThreads: Sendable {
  private let executor = BackgroundExecutor()

  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await Task(executorPreference: executor) { work() }.value
  }
}

/// What is known of sounds that were asked for, and where their streams stand.
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

  /// How long a file that could not be opened is not opened again, and how long a stream is kept for
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

  /// The format of a sound, from memory where it was opened before. That it cannot be opened is
  /// remembered for a while, because it may have taken a minute to find out.
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

  /// How many frames a sound has that its file does not say, once it was played through.
  func frames(of key: String) -> Int? { lengths.withLock { $0.value(for: key) } }

  func note(frames: Int, of key: String) {
    lengths.withLock { _ = $0.set(frames, for: key) }
  }

  /// Keeps a stream that stands at a frame for a while: it holds its file open, and maybe a program.
  func park(_ stream: any AudioStream, of key: String, at frame: Int) {
    let (turn, gone) = parked.withLock { parked in
      parked.turn += 1
      parked.all.append(Parked(turn: parked.turn, key: key, frame: frame, stream: stream))
      return (parked.turn, parked.all.count > Self.mostParked ? parked.all.removeFirst() : nil)
    }
    // Ended here, without the lock held.
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

  /// Takes the stream of a sound that stands at a frame or nearest before it.
  func take(of key: String, notBehind frame: Int) -> (frame: Int, stream: any AudioStream)? {
    parked.withLock { parked in
      let index = parked.all.indices
        .filter { parked.all[$0].key == key && parked.all[$0].frame <= frame }
        .max { parked.all[$0].frame < parked.all[$1].frame }
      return index.map { parked.all.remove(at: $0) }.map { ($0.frame, $0.stream) }
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
