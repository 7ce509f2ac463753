import Chunking
import ProviderTesting
import Testing

/// Chunks found by walking along the track, simple enough to be obviously correct: one starts every
/// 10 seconds until the previous one has reached the end.
private struct WalkedChunks {
  var cores: [Range<Int>] = []
  var loads: [Range<Int>] = []
  var emits: [Range<Int>] = []

  init(rate: Int, samples: Int) {
    var start = 0
    var emitted = 0
    repeat {
      let coreEnd = start + 15 * rate > samples ? samples : start + 15 * rate
      let loadStart = start < 5 * rate ? 0 : start - 5 * rate
      let loadEnd = coreEnd + 5 * rate > samples ? samples : coreEnd + 5 * rate
      cores.append(start..<coreEnd)
      loads.append(loadStart..<loadEnd)
      emits.append(emitted..<coreEnd)
      emitted = coreEnd
      start += 10 * rate
    } while emitted < samples
  }
}

@Suite struct ChunkGeometryTests {
  /// Derived by hand from the definition; at 1 Hz, seconds are samples.
  @Test(arguments: [
    (1, [0..<1]), (5, [0..<5]), (10, [0..<10]), (15, [0..<15]), (16, [0..<15, 15..<16]),
    (25, [0..<15, 15..<25]), (26, [0..<15, 15..<25, 25..<26]),
    (30, [0..<15, 15..<25, 25..<30]), (35, [0..<15, 15..<25, 25..<35]),
  ])
  func `the emitted parts are contiguous`(_ samples: Int, _ emits: [Range<Int>]) throws {
    let geometry = try ChunkGeometry(sampleRateHz: 1, samples: samples)
    #expect(geometry.chunks.map(\.emit) == emits)
    #expect(geometry.chunkCount == emits.count)
  }

  @Test func `a middle chunk overlaps by five seconds and loads five more on both sides`() throws {
    let geometry = try ChunkGeometry(durationSeconds: 100, sampleRateHz: 44_100)
    let chunk = geometry.chunk(at: 3)
    #expect(chunk.index == 3)
    #expect(chunk.core == 1_323_000..<1_984_500)  // 30 s to 45 s
    #expect(chunk.load == 1_102_500..<2_205_000)  // 25 s to 50 s
    #expect(chunk.emit == 1_543_500..<1_984_500)  // 35 s to 45 s
  }

  @Test func `the context is cut off at the ends of the track`() throws {
    let geometry = try ChunkGeometry(sampleRateHz: 1, samples: 28)
    #expect(geometry.chunk(at: 0).load == 0..<20)
    #expect(geometry.chunk(at: 2).core == 20..<28)
    #expect(geometry.chunk(at: 2).load == 15..<28)
    #expect(geometry.chunk(at: 1).load == 5..<28)
  }

  /// For durations within (10n, 10n + 5) seconds, ⌈duration / 10⌉ chunks would leave the last one
  /// empty.
  @Test func `a track of twelve seconds is one chunk`() throws {
    #expect(try ChunkGeometry(durationSeconds: 12, sampleRateHz: 48_000).chunkCount == 1)
    #expect(try ChunkGeometry(durationSeconds: 23, sampleRateHz: 48_000).chunkCount == 2)
  }

  @Test func `any track is divided as by walking along it`() throws {
    var random = SeededGenerator(seed: 5)
    let usual = [1, 2, 3, 7, 8000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000, 768_000]
    for round in 0..<4000 {
      let rate =
        round.isMultiple(of: 2)
        ? usual[round / 2 % usual.count] : Int.random(in: 1...768_000, using: &random)
      let whole = Int.random(in: 0...60, using: &random) * 5 * rate
      // Around the lengths at which the chunk count changes, and at random.
      let samples =
        round.isMultiple(of: 3)
        ? max(1, whole + Int.random(in: -2...2, using: &random))
        : Int.random(in: 1...(600 * rate), using: &random)
      let geometry = try ChunkGeometry(sampleRateHz: rate, samples: samples)
      let walked = WalkedChunks(rate: rate, samples: samples)
      let chunks = Array(geometry.chunks)
      guard chunks.map(\.core) == walked.cores, chunks.map(\.load) == walked.loads,
        chunks.map(\.emit) == walked.emits, chunks.map(\.index) == Array(chunks.indices)
      else {
        Issue.record("\(samples) samples at \(rate) Hz are cut otherwise: \(chunks)")
        return
      }
      // Checks properties directly as well, in case both computations are wrong.
      let end = chunks.reduce(0) { $1.emit.lowerBound == $0 ? $1.emit.upperBound : -1 }
      let holds = chunks.allSatisfy { chunk in
        !chunk.emit.isEmpty && chunk.core.contains(chunk.emit.lowerBound)
          && chunk.core.upperBound == chunk.emit.upperBound
          && chunk.load.lowerBound <= chunk.core.lowerBound
          && chunk.load.upperBound >= chunk.core.upperBound && chunk.load.upperBound <= samples
      }
      guard end == samples, holds else {
        Issue.record("\(samples) samples at \(rate) Hz do not lie end to end: \(chunks)")
        return
      }
    }
  }

  /// 2.5 samples at 1 Hz, and a product that binary64 rounds to one half.
  @Test(arguments: [(2.5, 1, 3), (2.4999, 1, 2), (0.5, 1, 1), (180.3, 44_100, 7_951_230)])
  func `a duration is rounded to the nearest sample count`(
    _ seconds: Double, _ rate: Int, _ samples: Int
  ) throws {
    #expect(try ChunkGeometry(durationSeconds: seconds, sampleRateHz: rate).samples == samples)
  }

  @Test func `the duration is samples divided by rate`() throws {
    let geometry = try ChunkGeometry(durationSeconds: 1.3, sampleRateHz: 3)
    #expect(geometry.samples == 4)
    #expect(geometry.durationSeconds == 4.0 / 3)
  }

  @Test(arguments: [0, -1, 768_001, .max, .min])
  func `a rate outside the range is refused`(_ rate: Int) {
    #expect(throws: InvalidChunkGeometry.sampleRateHz(rate)) {
      try ChunkGeometry(sampleRateHz: rate, samples: 1)
    }
    #expect(throws: InvalidChunkGeometry.sampleRateHz(rate)) {
      try ChunkGeometry(durationSeconds: 1, sampleRateHz: rate)
    }
  }

  @Test(arguments: [0, -1, ChunkGeometry.maximumSamples + 1, .max, .min])
  func `a sample count outside the range is refused`(_ samples: Int) {
    #expect(throws: InvalidChunkGeometry.samples(samples)) {
      try ChunkGeometry(sampleRateHz: 44_100, samples: samples)
    }
  }

  @Test(arguments: [0, -0.0, -1, 0.49999, 1e300, .infinity, -.infinity])
  func `a duration without a valid sample count is refused`(_ seconds: Double) {
    #expect(throws: InvalidChunkGeometry.durationSeconds(seconds)) {
      try ChunkGeometry(durationSeconds: seconds, sampleRateHz: 1)
    }
  }

  @Test func `a duration that is not a number is refused`() {
    #expect(throws: InvalidChunkGeometry.self) {
      try ChunkGeometry(durationSeconds: .nan, sampleRateHz: 1)
    }
  }

  @Test(arguments: [1, 44_100, 768_000])
  func `the longest track has a last chunk`(_ rate: Int) throws {
    let samples = ChunkGeometry.maximumSamples
    let geometry = try ChunkGeometry(sampleRateHz: rate, samples: samples)
    let last = geometry.chunk(at: geometry.chunkCount - 1)
    #expect(last.emit.upperBound == samples)
    #expect(!last.emit.isEmpty)
    let before = geometry.chunk(at: geometry.chunkCount - 2)
    #expect(before.emit.upperBound == last.emit.lowerBound)
    #expect(try geometry.seek(toSeconds: 1e300).index == last.index)
  }
}
