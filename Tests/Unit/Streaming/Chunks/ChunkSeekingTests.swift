import Chunking
import ProviderTesting
import Testing

@Suite struct ChunkSeekingTests {
  /// Derived by hand: 30 s are emitted as 0–15, 15–25, 25–30.
  @Test(arguments: [
    (0.0, 0, 0.0, 0.0), (14.5, 0, 14.5, 14.5), (14.500001, 1, 0, 15), (15, 1, 0, 15),
    (24.5, 1, 9.5, 24.5), (24.6, 2, 0, 25), (24.999, 2, 0, 25), (25, 2, 0, 25),
    // The last chunk is played however little of it remains.
    (29.9, 2, 4.9, 29.9), (30, 2, 5, 30), (31, 2, 5, 30), (1e300, 2, 5, 30),
  ])
  func `a position leads to the chunk that emits it, unless too little of it remains`(
    _ position: Double, _ index: Int, _ offset: Double, _ effective: Double
  ) throws {
    let geometry = try ChunkGeometry(durationSeconds: 30, sampleRateHz: 44_100)
    let found = try geometry.seek(toSeconds: position)
    #expect(found.index == index)
    #expect(abs(found.offsetSeconds - offset) < 1e-12)
    #expect(found.effectivePositionSeconds == effective)
  }

  @Test func `in a track with one chunk, every position leads to it`() throws {
    let geometry = try ChunkGeometry(durationSeconds: 12, sampleRateHz: 8000)
    #expect(try geometry.seek(toSeconds: 11.9).index == 0)
    #expect(try geometry.seek(toSeconds: 11.9).effectivePositionSeconds == 11.9)
    #expect(try geometry.seek(toSeconds: 12).effectivePositionSeconds == 12)
  }

  @Test func `the sign of a negative zero is dropped`() throws {
    let found = try ChunkGeometry(durationSeconds: 12, sampleRateHz: 8000).seek(toSeconds: -0.0)
    #expect(found.effectivePositionSeconds.sign == .plus)
    #expect(found.offsetSeconds.sign == .plus)
  }

  @Test(arguments: [-1, -1e-300, .infinity, -.infinity])
  func `a position outside the track is refused`(_ position: Double) throws {
    let geometry = try ChunkGeometry(durationSeconds: 30, sampleRateHz: 44_100)
    #expect(throws: InvalidPosition.self) { try geometry.seek(toSeconds: position) }
  }

  @Test func `a position that is not a number is refused`() throws {
    let geometry = try ChunkGeometry(durationSeconds: 30, sampleRateHz: 44_100)
    #expect(throws: InvalidPosition.self) { try geometry.seek(toSeconds: .nan) }
  }

  /// Searches the emitted parts one after another instead of computing.
  @Test func `any position leads where a search through the chunks does`() throws {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<4000 {
      let rate = Int.random(in: 1...768_000, using: &random)
      let samples = Int.random(in: 1...(300 * rate), using: &random)
      let geometry = try ChunkGeometry(sampleRateHz: rate, samples: samples)
      let duration = Double(samples) / Double(rate)
      let near = Double(Int.random(in: 0...62, using: &random) * 5)
      let positions = [
        Double.random(in: 0...(duration * 1.1), using: &random), near, near.nextUp,
        max(0, near.nextDown), max(0, near - 0.5), max(0, (near - 0.5).nextUp),
        max(0, (near - 0.5).nextDown), duration, duration.nextDown,
      ]
      for position in positions {
        let found = try geometry.seek(toSeconds: position)
        let expected = looked(for: position, in: geometry)
        guard found.index == expected.index, found.effectivePositionSeconds == expected.effective,
          found.offsetSeconds == expected.effective - expected.start
        else {
          Issue.record(
            "\(position) s of \(samples) at \(rate) Hz led to \(found), expected \(expected)")
          return
        }
      }
    }
  }

  private func looked(
    for position: Double, in geometry: ChunkGeometry
  ) -> (index: Int, start: Double, effective: Double) {
    let rate = Double(geometry.sampleRateHz)
    let parts = geometry.chunks.map { chunk in
      (start: Double(chunk.emit.lowerBound) / rate, end: Double(chunk.emit.upperBound) / rate)
    }
    for (index, part) in parts.enumerated() where position < part.end {
      if part.end - position < 0.5, index + 1 < parts.count {
        return (index + 1, parts[index + 1].start, parts[index + 1].start)
      }
      return (index, part.start, position)
    }
    let last = parts.count - 1
    return (last, parts[last].start, Double(geometry.samples) / rate)
  }
}
