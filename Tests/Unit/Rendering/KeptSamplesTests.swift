import MasteringModel
import SeededRandomness
import Synchronization
import Testing

@testable import Rendering

/// A source is decoded once where its length is known, and the samples are those of decoding it for each
/// reading.
@Suite struct KeptSamplesTests {
  private func noise(_ count: Int) -> [Float] {
    var generator = SplitMix64(seed: 7)
    return (0..<count).map { frame in
      Float.random(in: -0.5...0.5, using: &generator) * (frame / 2 % 9_000 < 800 ? 1 : 0.2)
    }
  }

  private func rendered(
    by decoder: CountingDecoder
  ) async throws -> (samples: [Float], report: RenderingReport) {
    let sink = ArraySink()
    let report = try await TrackRenderer(decoder: decoder).render(
      RenderingRequest(
        path: "track",
        asks: try RenderingAsks(loudnessChangeDB: -1, crestChangeDB: 1, centroidChangeHz: 200),
        policy: .level, resolution: .float32),
      into: { _ throws(AudioWritingFailure) -> any AudioSink in
        sink.restart()
        return sink
      }, progress: nil)
    #expect(sink.end == .finished)
    return (sink.samples, report)
  }

  @Test(arguments: [(1, 44_100), (2, 48_000)])
  func `a source is decoded once, and the result is that of decoding it for each reading`(
    channels: Int, rate: Int
  ) async throws {
    let samples = noise(2 * rate * channels)
    let kept = CountingDecoder(samples, channels: channels, rate: rate, saysLength: true)
    let decoded = CountingDecoder(samples, channels: channels, rate: rate, saysLength: false)
    let once = try await rendered(by: kept)
    let often = try await rendered(by: decoded)
    #expect(once.report.renders > 0)
    #expect(kept.opened == 1)
    #expect(decoded.opened >= 3)
    #expect(once.samples == often.samples)
    #expect(once.report == often.report)
  }

  @Test func `what is kept is read from any place, and no longer than it is`() throws {
    let samples = noise(3_000)
    let source = ArrayStream(samples, channels: 2)
    let kept = try #require(KeptSamples(of: source.format, path: "track"))
    kept.append(samples, count: 2_000)
    kept.append(Array(samples[2_000...]), count: 1_000)
    let stream = try #require(kept.stream())
    try stream.seek(toFrame: 1_400)
    var block = [Float](repeating: 0, count: 400)
    #expect(try stream.read(into: &block) == 100)
    #expect(block.prefix(200).elementsEqual(samples[2_800...]))
    #expect(try stream.read(into: &block) == 0)
  }

  /// In memory, and in a file.
  @Test(arguments: [1 << 30, 0])
  func `sixteen-bit samples come back as they were`(largestInMemory: Int) throws {
    let format = AudioFormat(
      sampleRateHz: 44_100, channels: 2, declaredFrames: 900_000, encoding: .integer16,
      seeksExactly: true, name: "Memory")
    let samples = (0..<1_800_000).map { Float(Int16(truncatingIfNeeded: $0 * 7_919)) / 32768 }
    let kept = try #require(
      KeptSamples(of: format, path: "track", largestInMemory: largestInMemory))
    for first in stride(from: 0, to: samples.count, by: 7_000) {
      let block = Array(samples[first..<min(first + 7_000, samples.count)])
      kept.append(block, count: block.count)
    }
    let stream = try #require(kept.stream())
    var block = [Float](repeating: 0, count: 5_002)
    var read: [Float] = []
    while case let frames = try stream.read(into: &block), frames > 0 {
      read += block[..<(2 * frames)]
    }
    #expect(read == samples)
    try stream.seek(toFrame: 600_001)
    #expect(try stream.read(into: &block) == 2_501)
    #expect(block.elementsEqual(samples[1_200_002..<1_205_004]))
  }

  @Test(arguments: [0.1, 1, -1.001, .nan, .infinity] as [Float])
  func `samples that no 16-bit number stands for are decoded again`(sample: Float) throws {
    let format = AudioFormat(
      sampleRateHz: 44_100, channels: 1, declaredFrames: 10, encoding: .integer16,
      seeksExactly: true, name: "Memory")
    for place in 0..<10 {
      let kept = try #require(KeptSamples(of: format, path: "track"))
      var samples = [Float](repeating: 0.5, count: 10)
      samples[place] = sample
      kept.append(samples, count: 10)
      #expect(kept.stream() == nil)
    }
  }

  @Test func `a track of hours, or of no known length, is not kept`() {
    func format(_ frames: Int?) -> AudioFormat {
      AudioFormat(
        sampleRateHz: 44_100, channels: 2, declaredFrames: frames, encoding: .floatingPoint,
        seeksExactly: true, name: "Memory")
    }
    #expect(KeptSamples(of: format(nil), path: "track") == nil)
    #expect(KeptSamples(of: format(0), path: "track") == nil)
    #expect(KeptSamples(of: format(1 << 62), path: "track") == nil)
    #expect(KeptSamples(of: format(44_100 * 3_600), path: "track") == nil)
    #expect(KeptSamples(of: format(44_100 * 240), path: "track") != nil)
  }

  @Test func `of a source that goes on beyond what it says, not all is kept`() throws {
    let format = AudioFormat(
      sampleRateHz: 44_100, channels: 1, declaredFrames: 10, encoding: .floatingPoint,
      seeksExactly: true, name: "Memory")
    let inFile = try #require(
      KeptSamples(of: format, path: "track", largestBytes: 4_000, largestInMemory: 0))
    for _ in 0..<4 { inFile.append([Float](repeating: 0, count: 250), count: 250) }
    #expect(inFile.stream() != nil)
    inFile.append([0], count: 1)
    #expect(inFile.stream() == nil)
    // In memory, only what was reserved for it.
    let inMemory = try #require(KeptSamples(of: format, path: "track"))
    inMemory.append([Float](repeating: 0, count: 10), count: 10)
    #expect(inMemory.stream() != nil)
    inMemory.append([0], count: 1)
    #expect(inMemory.stream() == nil)
  }
}

/// One track in memory, which counts how often it is opened.
private final class CountingDecoder: AudioDecoder {
  private let samples: [Float]
  private let channels: Int
  private let rate: Int
  private let saysLength: Bool
  private let count = Mutex(0)

  init(_ samples: [Float], channels: Int, rate: Int, saysLength: Bool) {
    self.samples = samples
    self.channels = channels
    self.rate = rate
    self.saysLength = saysLength
  }

  var opened: Int { count.withLock { $0 } }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    TrackIdentity(path: path, sizeBytes: 1, modifiedAtNanoseconds: 0)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    count.withLock { $0 += 1 }
    let stream = ArrayStream(samples, channels: channels, sampleRateHz: rate)
    return saysLength ? stream : EndlessStream(stream)
  }
}

/// A stream that does not say how long it is.
private final class EndlessStream: AudioStream {
  let format: AudioFormat
  private let source: ArrayStream

  init(_ source: ArrayStream) {
    self.source = source
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: nil, encoding: .floatingPoint, seeksExactly: true, name: "Memory")
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try source.read(into: &samples)
  }

  func seek(toFrame frame: Int) throws(AudioFailure) { try source.seek(toFrame: frame) }
}
