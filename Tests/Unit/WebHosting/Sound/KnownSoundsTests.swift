import AudioFixtures
import MasteringModel
import Synchronization
import Testing

@testable import WebHosting

/// What is kept about the audio sent to players.
@Suite struct KnownSoundsTests {
  private let format = AudioFormat(
    sampleRateHz: 8000, channels: 1, declaredFrames: 100, encoding: .integer16,
    seeksExactly: true, name: "test")

  private func opened(
    _ sounds: KnownSounds, _ count: borrowing Atomic<Int>, _ failure: AudioFailure? = nil
  ) throws(AudioFailure) -> AudioFormat {
    let format = format
    return try sounds.format(of: "key") { () throws(AudioFailure) in
      count.wrappingAdd(1, ordering: .relaxed)
      if let failure { throw failure }
      return format
    }
  }

  @Test func `a file is opened once for its format`() throws {
    let sounds = KnownSounds()
    let count = Atomic(0)
    for _ in 0..<3 { #expect(try opened(sounds, count) == format) }
    #expect(count.load(ordering: .relaxed) == 1)
  }

  @Test func `a file that cannot be opened is tried again only after a while`() throws {
    let failure = AudioFailure.notFound(path: "/gone.wav")
    let patient = KnownSounds(patience: .seconds(3600))
    let count = Atomic(0)
    for _ in 0..<3 { #expect(throws: failure) { try opened(patient, count, failure) } }
    #expect(count.load(ordering: .relaxed) == 1)
    let impatient = KnownSounds(patience: .zero)
    #expect(throws: failure) { try opened(impatient, count, failure) }
    #expect(try opened(impatient, count) == format)
    #expect(count.load(ordering: .relaxed) == 3)
  }

  @Test func `a stream that no player returns for is closed`() async {
    let sounds = KnownSounds(patience: .milliseconds(1))
    // The test waits for the end of the stream; only if it does not come, a minute ends the wait.
    let (ends, feed) = AsyncStream<Bool>.makeStream()
    sounds.park(Stream(format: format) { feed.yield(true) }, of: "key", at: 5)
    let rescue = Task {
      try await Task.sleep(for: .seconds(60))
      feed.yield(false)
    }
    #expect(await ends.first { _ in true } == true)
    rescue.cancel()
    #expect(sounds.take(of: "key", notBehind: 5) == nil)
  }

  @Test func `a stream is kept for the next request of its player`() {
    let sounds = KnownSounds(patience: .seconds(3600))
    sounds.park(Stream(format: format) {}, of: "key", at: 5)
    #expect(sounds.take(of: "other", notBehind: 9) == nil)
    #expect(sounds.take(of: "key", notBehind: 4) == nil)
    #expect(sounds.take(of: "key", notBehind: 9)?.frame == 5)
    #expect(sounds.take(of: "key", notBehind: 9) == nil)
  }

  private final class Stream: AudioStream {
    let format: AudioFormat
    private let ended: @Sendable () -> Void

    init(format: AudioFormat, ended: @escaping @Sendable () -> Void) {
      self.format = format
      self.ended = ended
    }

    deinit { ended() }

    func read(into samples: inout [Float]) throws(AudioFailure) -> Int { 0 }
    func seek(toFrame frame: Int) throws(AudioFailure) {}
  }
}
