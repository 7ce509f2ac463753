import MasteringModel
import ProviderTesting
import Synchronization
import Testing

@Suite struct AudioStreamTests {
  @Test(arguments: wholeNumbers)
  func `a stream of floats gives integers, rounded and clamped`(
    _ float: Float, _ expected: Int16
  ) throws {
    var samples: [Int16] = [99]
    #expect(try FloatStream([float], channels: 1).read(into: &samples) == 1)
    #expect(samples == [expected])
  }

  @Test func `integers beyond the end are left alone`() throws {
    var samples: [Int16] = [9, 9, 9, 9, 9, 9]
    #expect(try FloatStream([0.5, -0.5], channels: 2).read(into: &samples) == 1)
    #expect(samples == [16384, -16384, 9, 9, 9, 9])
  }

  @Test func `nothing is read at the end`() throws {
    let stream = FloatStream([], channels: 2)
    var samples: [Int16] = [9, 9]
    #expect(try stream.read(into: &samples) == 0)
    #expect(samples == [9, 9])
  }

  @Test func `a failure to read floats is a failure to read integers`() {
    let failure = AudioFailure.truncatedAudio(path: "a", atSeconds: 1, ofSeconds: nil)
    let stream = FloatStream([], channels: 1, failure: failure)
    var samples: [Int16] = [9]
    #expect(throws: failure) { try stream.read(into: &samples) }
  }

  @Test func `the declared length is the declared frames divided by the rate`() {
    #expect(
      AudioFormat.sample(sampleRateHz: 8000, declaredFrames: 20_000).declaredSeconds == 2.5)
  }

  @Test func `a file that declares no frames declares no length`() {
    #expect(AudioFormat.sample(declaredFrames: nil).declaredSeconds == nil)
  }
}

/// Floats and their nearest 16-bit integers; full scale is 32768.
private let wholeNumbers: [(Float, Int16)] = [
  (0, 0), (0x1p-15, 1), (-0x1p-15, -1), (0.5, 16384), (-1, -32768), (1, 32767), (1.5, 32767),
  (-1.5, -32768), (0x1p-16, 1), (-0x1p-16, -1), (0x1.fp-17, 0), (.infinity, 32767),
  (-.infinity, -32768), (.nan, 0), (.greatestFiniteMagnitude, 32767),
]

/// A stream of these samples, followed by the failure if there is one.
private final class FloatStream: AudioStream {
  let format: AudioFormat
  private let rest: Mutex<[Float]>
  private let failure: AudioFailure?

  init(_ samples: [Float], channels: Int, failure: AudioFailure? = nil) {
    format = .sample(channels: channels, encoding: .floatingPoint)
    rest = Mutex(samples)
    self.failure = failure
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    if let failure { throw failure }
    let read = rest.withLock { rest in
      let read = Array(rest.prefix(samples.count / format.channels * format.channels))
      rest.removeFirst(read.count)
      return read
    }
    samples.replaceSubrange(..<read.count, with: read)
    return read.count / format.channels
  }

  func seek(toFrame frame: Int) {}
}
