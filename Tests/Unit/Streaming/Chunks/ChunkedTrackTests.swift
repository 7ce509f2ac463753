import Chunking
import MasteringModel
import ProviderTesting
import Testing

/// All chunks of a track in order, and how the last one states that it ends.
func allChunks(
  of track: ChunkedTrack, rendition: ChunkRendition = .original
) async throws(ChunkFailure) -> [AudioChunk] {
  var chunks: [AudioChunk] = []
  repeat {
    chunks.append(try await track.chunk(at: chunks.count, rendition: rendition))
  } while chunks.last?.continuation == .nextChunk
  return chunks
}

@Suite(.timeLimit(.minutes(20))) struct ChunkedTrackTests {
  typealias Track = CountedDecoder.Track

  private func open(_ track: Track) throws -> (CountedDecoder, ChunkedTrack) {
    let decoder = CountedDecoder(track)
    return (decoder, try ChunkedTrack("/track", decoder: decoder))
  }

  // 10 Hz: chunks are emitted at 150, 250, 350… frames.
  @Test(arguments: [1, 149, 150, 151, 199, 200, 201, 250, 251, 299, 300, 301, 1234])
  func `the chunks are contiguous and make up the track`(_ frames: Int) async throws {
    let truth = Track(frames: frames)
    let (_, track) = try open(truth)
    let chunks = try await allChunks(of: track)
    #expect(chunks.flatMap(\.samples) == truth.samples(0..<frames))
    #expect(chunks.last?.continuation == .endOfTrack)
    let geometry = try ChunkGeometry(sampleRateHz: 10, samples: frames)
    #expect(chunks.map(\.frames) == geometry.chunks.map(\.emit))
    #expect(await track.length == .measured(frames: frames))
  }

  @Test(arguments: [true, false], [nil, 0, 10, 5000])
  func `the declared length changes nothing`(
    _ seeksExactly: Bool, _ declared: Int?
  ) async throws {
    let truth = Track.make(777) {
      $0.seeksExactly = seeksExactly
      $0.declaredFrames = declared
    }
    let (_, track) = try open(truth)
    #expect(await track.length == (declared.map { .declared(frames: $0) } ?? .unknown))
    let chunks = try await allChunks(of: track)
    #expect(chunks.flatMap(\.samples) == truth.samples(0..<777))
    #expect(await track.length == .measured(frames: 777))
  }

  @Test(arguments: [true, false])
  func `chunks in any order are the same as in order`(_ seeksExactly: Bool) async throws {
    let truth = Track.make(1234) { $0.seeksExactly = seeksExactly }
    let inOrder = try await allChunks(of: open(truth).1)
    let (_, track) = try open(truth)
    var random = SeededGenerator(seed: 7)
    try #require(!inOrder.isEmpty)
    for _ in 0..<200 {
      let index = Int.random(in: inOrder.indices, using: &random)
      #expect(try await track.chunk(at: index).samples == inOrder[index].samples)
    }
  }

  @Test func `playing in order decodes every frame once`() async throws {
    for seeksExactly in [true, false] {
      let (decoder, track) = try open(.make(1234) { $0.seeksExactly = seeksExactly })
      _ = try await allChunks(of: track)
      #expect(decoder.counts.framesRead == 1234)
      #expect(decoder.counts.seeks == 0)
      #expect(decoder.counts.opened == 1)
    }
  }

  @Test func `a format with inexact seeks is only read forward`() async throws {
    let (decoder, track) = try open(.make(5000) { $0.seeksExactly = false })
    _ = try await track.chunk(at: 20)
    _ = try await track.chunk(at: 3)
    _ = try await track.chunk(at: 30)
    #expect(decoder.counts.seeks == 0)
    // Once at first, and once more to go back.
    #expect(decoder.counts.opened == 2)
    #expect(decoder.counts.open == 1)
  }

  @Test func `a format with exact seeks is not read up to the position`() async throws {
    let (decoder, track) = try open(Track(frames: 100_000))
    let chunk = try await track.chunk(at: 900)
    #expect(chunk.frames == 90_050..<90_150)
    #expect(chunk.samples == decoder.track.samples(90_050..<90_150))
    // 25 seconds at 10 Hz.
    #expect(decoder.counts.framesRead == 250)
  }

  @Test func `a chunk beyond the end is refused, with the chunk count if it is known`() async throws
  {
    let (_, track) = try open(Track(frames: 300))
    await #expect(throws: ChunkFailure.noSuchChunk(index: 50, chunkCount: nil)) {
      try await track.chunk(at: 50)
    }
    _ = try await allChunks(of: track)
    for index in [3, 50, .max, -1, .min] {
      await #expect(throws: ChunkFailure.noSuchChunk(index: index, chunkCount: 3)) {
        try await track.chunk(at: index)
      }
    }
    #expect(try await track.chunk(at: 2).frames == 250..<300)
  }

  /// So far beyond the end, and with so many channels, that its samples cannot be counted.
  @Test(arguments: [true, false])
  func `the last possible chunk is refused`(_ seeksExactly: Bool) async throws {
    let (_, track) = try open(
      .make(300) {
        $0.channels = 2048
        $0.seeksExactly = seeksExactly
      })
    let last = ChunkGeometry.maximumSamples / 100
    await #expect(
      throws: ChunkFailure.noSuchChunk(index: last, chunkCount: seeksExactly ? nil : 3)
    ) {
      try await track.chunk(at: last)
    }
    #expect(try await track.chunk(at: 2).frames == 250..<300)
  }

  @Test func `a track without audio has no chunks`() async throws {
    let (_, track) = try open(Track(frames: 0))
    await #expect(throws: ChunkFailure.noSuchChunk(index: 0, chunkCount: 0)) {
      try await track.chunk(at: 0)
    }
  }

  // MARK: Damage

  @Test(arguments: [1, 149, 150, 151, 199, 200, 201, 250, 251], [true, false])
  func `truncated audio is returned up to its end, and fails after it`(
    _ frames: Int, _ seeksExactly: Bool
  ) async throws {
    let truth = Track.make(frames) {
      $0.declaredFrames = 10_000
      $0.isTruncated = true
      $0.seeksExactly = seeksExactly
    }
    let (_, track) = try open(truth)
    let chunks = try await allChunks(of: track)
    #expect(chunks.flatMap(\.samples) == truth.samples(0..<frames))
    #expect(chunks.last?.continuation == .damage(truth.truncation))
    #expect(await track.length == .damaged(frames: frames, truth.truncation))
    for index in [chunks.count, 40] {
      await #expect(throws: ChunkFailure.audio(truth.truncation)) {
        try await track.chunk(at: index)
      }
    }
    // The intact part is still available.
    #expect(try await track.chunk(at: 0) == chunks.first)
  }

  @Test func `damage that was not reached by reading is not mistaken for the end`() async throws {
    let truth = Track.make(300) {
      $0.declaredFrames = 10_000
      $0.isTruncated = true
    }
    let (_, track) = try open(truth)
    await #expect(throws: ChunkFailure.audio(truth.truncation)) { try await track.chunk(at: 50) }
    #expect(await track.length == .declared(frames: 10_000))
    #expect(try await allChunks(of: track).flatMap(\.samples) == truth.samples(0..<300))
  }

  @Test(arguments: [true, false])
  func `after a disk failure, the track still works`(_ seeksExactly: Bool) async throws {
    let truth = Track.make(500) { $0.seeksExactly = seeksExactly }
    let (decoder, track) = try open(truth)
    _ = try await track.chunk(at: 0)
    decoder.failReads(1)
    await #expect(throws: ChunkFailure.audio(CountedDecoder.ioFailure)) {
      try await track.chunk(at: 1)
    }
    #expect(decoder.counts.open == 0)
    #expect(try await track.chunk(at: 1).samples == truth.samples(150..<250))
    #expect(try await track.chunk(at: 0).samples == truth.samples(0..<150))
  }

  @Test func `after a failed seek, the samples are those at their position`() async throws {
    let truth = Track(frames: 5000)
    let (decoder, track) = try open(truth)
    _ = try await track.chunk(at: 0)
    decoder.failSeeks(1)
    await #expect(throws: ChunkFailure.audio(truth.truncation)) { try await track.chunk(at: 40) }
    #expect(try await track.chunk(at: 1).samples == truth.samples(150..<250))
    #expect(try await track.chunk(at: 40).samples == truth.samples(4050..<4150))
  }

  @Test func `a file that was replaced is not mixed with the old one`() async throws {
    let (decoder, track) = try open(.make(5000) { $0.seeksExactly = false })
    _ = try await track.chunk(at: 20)
    decoder.change()
    // Going back reopens the file.
    await #expect(throws: ChunkFailure.trackChanged(path: "/track")) {
      try await track.chunk(at: 0)
    }
    #expect(decoder.counts.open == 0)
  }

  // MARK: Cancelling and closing

  @Test func `a cancelled task gets no chunk, and the track still works`() async throws {
    let (_, track) = try open(.make(50_000) { $0.seeksExactly = false })
    let cancelled = Task { () -> ChunkFailure? in
      while !Task.isCancelled { await Task.yield() }
      do throws(ChunkFailure) {
        _ = try await track.chunk(at: 400)
        return nil
      } catch {
        return error
      }
    }
    cancelled.cancel()
    #expect(await cancelled.value == .cancelled)
    #expect(try await track.chunk(at: 1).frames == 150..<250)
  }

  @Test func `a closed track releases the file for good`() async throws {
    let (decoder, track) = try open(Track(frames: 500))
    _ = try await track.chunk(at: 0)
    #expect(decoder.counts.open == 1)
    await track.close()
    #expect(decoder.counts.open == 0)
    await #expect(throws: ChunkFailure.cancelled) { try await track.chunk(at: 0) }
    #expect(decoder.counts.open == 0)
  }

  @Test func `a released track releases the file`() async throws {
    let decoder = CountedDecoder(.make(500))
    do {
      let track = try ChunkedTrack("/track", decoder: decoder)
      _ = try await track.chunk(at: 0)
      #expect(decoder.counts.open == 1)
    }
    await decoder.isClosed()
  }

  @Test(arguments: [0, 768_001])
  func `a rate that cannot be divided into chunks is refused`(_ rate: Int) {
    let decoder = CountedDecoder(.make(500) { $0.sampleRateHz = rate })
    #expect(
      throws: AudioFailure.unsupportedFormat(
        path: "/track", reason: .sampleRate(rate, supported: 1...768_000))
    ) { try ChunkedTrack("/track", decoder: decoder) }
    #expect(decoder.counts.open == 0)
  }
}
