import Chunking
import ProviderTesting
import Synchronization
import Testing

/// Applies a closure, and records its input.
private final class RecordingProcessor: ChunkProcessor {
  private let inputs = Mutex<[ChunkInput]>([])
  private let process: @Sendable ([Float]) throws(ChunkProcessingFailure) -> [Float]

  init(_ process: @escaping @Sendable ([Float]) throws(ChunkProcessingFailure) -> [Float]) {
    self.process = process
  }

  var given: [ChunkInput] { inputs.withLock { $0 } }

  func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float] {
    inputs.withLock { $0.append(input) }
    return try process(input.samples)
  }
}

@Suite struct ChunkProcessorTests {
  private let decoder = CountedDecoder(.make(777))

  private func track(_ processor: some ChunkProcessor) throws -> ChunkedTrack {
    try ChunkedTrack("/track", decoder: decoder, processor: processor)
  }

  @Test func `a processor gets each chunk with its context`() async throws {
    let processor = RecordingProcessor { samples throws(ChunkProcessingFailure) in samples }
    _ = try await allChunks(of: track(processor), rendition: .processed)
    let chunks = try Array(ChunkGeometry(sampleRateHz: 10, samples: 777).chunks)
    #expect(processor.given.map(\.chunk) == chunks)
    #expect(processor.given.map(\.samples) == chunks.map { decoder.track.samples($0.load) })
    #expect(processor.given.allSatisfy { $0.channels == 2 && $0.sampleRateHz == 10 })
  }

  @Test func `the emitted parts of its output are the processed track`() async throws {
    let negative = RecordingProcessor { samples throws(ChunkProcessingFailure) in
      samples.map { -$0 }
    }
    let chunks = try await allChunks(of: track(negative), rendition: .processed)
    #expect(chunks.flatMap(\.samples) == decoder.track.samples(0..<777).map { -$0 })
  }

  @Test func `the original rendition bypasses it`() async throws {
    let processor = RecordingProcessor { _ throws(ChunkProcessingFailure) in [] }
    let chunks = try await allChunks(of: track(processor))
    #expect(chunks.flatMap(\.samples) == decoder.track.samples(0..<777))
    #expect(processor.given.isEmpty)
  }

  @Test func `without a processor, the processed track is the original`() async throws {
    let track = try ChunkedTrack("/track", decoder: decoder)
    let chunks = try await allChunks(of: track, rendition: .processed)
    #expect(chunks.flatMap(\.samples) == decoder.track.samples(0..<777))
  }

  @Test(arguments: [-1, 1])
  func `a processor that returns a different length is detected`(_ difference: Int) async throws {
    let processor = RecordingProcessor { samples throws(ChunkProcessingFailure) in
      difference < 0 ? Array(samples.dropLast()) : samples + [0]
    }
    let track = try track(processor)
    // 20 seconds of 10 frames of 2 samples.
    await #expect(throws: ChunkFailure.wrongLength(expected: 400, actual: 400 + difference)) {
      try await track.chunk(at: 0, rendition: .processed)
    }
    #expect(try await track.chunk(at: 0).frames == 0..<150)
  }

  @Test func `its failure is that of the chunk`() async throws {
    let failure = ChunkProcessingFailure(reason: "no licence")
    let processor = RecordingProcessor { _ throws(ChunkProcessingFailure) in throw failure }
    await #expect(throws: ChunkFailure.processing(failure)) {
      try await self.track(processor).chunk(at: 0, rendition: .processed)
    }
  }
}
