import AudioDecoding
import AudioFixtures
import Chunking
import MasteringModel
import ProviderTesting
import Testing

/// Real files, read by the real decoder.
@Suite struct RealFileChunkTests {
  /// 38 s of noise, in four chunks. With noise, every sample identifies its position.
  private static let clip = AudioClip.noise(frames: 304_123, sampleRateHz: 8000, channelCount: 2)

  /// The result of reading from start to end, and how it ends.
  private func read(_ path: String) throws -> (samples: [Float], failure: AudioFailure?) {
    let stream = try SndfileDecoder().open(path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 10_000 * stream.format.channels)
    do throws(AudioFailure) {
      while case let frames = try stream.read(into: &block), frames > 0 {
        samples += block[..<(frames * stream.format.channels)]
      }
    } catch {
      return (samples, error)
    }
    return (samples, nil)
  }

  @Test(arguments: [
    SndfileEncoding.flac16, .flac24, .aiff16, .cafFloat32, .vorbis, .opus, .mp3Constant,
    .mp3Variable,
  ])
  func `the chunks of a file make up the file, in order and in any order`(
    _ encoding: SndfileEncoding
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.file("a." + encoding.fileExtension, Self.clip, as: encoding)
      let whole = try read(path).samples
      let chunks = try await allChunks(of: ChunkedTrack(path, decoder: SndfileDecoder()))
      try #require(chunks.count == 4)
      // Not #expect(a == b), which would print a million numbers.
      let isWhole = chunks.flatMap(\.samples) == whole
      #expect(isWhole)
      let track = try ChunkedTrack(path, decoder: SndfileDecoder())
      for index in [3, 0, 2, 1, 1, 3] {
        let isSame = try await track.chunk(at: index).samples == chunks[index].samples
        #expect(isSame, "chunk \(index)")
      }
    }
  }

  @Test(arguments: [100_000, 119_999, 120_000, 200_000])
  func `a truncated file is returned up to its end, and then fails`(_ frames: Int) async throws {
    try await withTemporaryFolder { folder in
      let bytes = WAVLayout(for: Self.clip, as: .integer16).bytes(of: Self.clip)
      // A header of 44 bytes, and 4 bytes per frame.
      let path = try folder.file("cut.wav", Array(bytes[..<(44 + 4 * frames)]))
      let (whole, failure) = try read(path)
      let track = try ChunkedTrack(path, decoder: SndfileDecoder())
      let chunks = try await allChunks(of: track)
      let isWhole = chunks.flatMap(\.samples) == whole
      #expect(isWhole)
      #expect(whole.count == 2 * frames)
      let damage = try #require(failure)
      #expect(chunks.last?.continuation == .damage(damage))
      await #expect(throws: ChunkFailure.audio(damage)) { try await track.chunk(at: chunks.count) }
    }
  }

  @Test func `a file replaced during playback is detected when it is opened again`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let path = try folder.file("a.ogg", Self.clip, as: .vorbis)
      let track = try ChunkedTrack(path, decoder: SndfileDecoder())
      _ = try await track.chunk(at: 3)
      try folder.file("a.ogg", .noise(seed: 9, frames: 90_000, sampleRateHz: 8000), as: .vorbis)
      await #expect(throws: ChunkFailure.trackChanged(path: path)) {
        try await track.chunk(at: 0)
      }
    }
  }
}
