import Learning
import MasteringModel
import ProviderTesting
import Testing

@Suite struct PairMatchingTests {
  private func file(
    _ path: String, title: String? = nil, artist: String? = nil, seconds: Double? = nil
  ) -> PairableFile {
    PairableFile(
      relativePath: path,
      tags: TrackTags(title: title, artist: artist, durationSeconds: seconds))
  }

  @Test func `paths that differ only in their extension are the same track`() {
    let matching = PairMatching(
      [file("album/01.wav"), file("album/02.wav")], [file("album/02.flac"), file("album/01.flac")])
    #expect(matching.pairs.map(\.before) == [0, 1])
    #expect(matching.pairs.map(\.after) == [1, 0])
    #expect(matching.pairs.allSatisfy { $0.by == .path })
  }

  @Test func `tags are compared after paths`() {
    let matching = PairMatching(
      [file("x.wav", title: "Song", artist: "Us"), file("y.wav", title: "Other", artist: "Us")],
      [file("y.wav", title: "Song", artist: "us"), file("z.wav", title: "SONG", artist: "US")])
    // y matches by path, x matches z by tags.
    #expect(matching.pairs.map(\.by) == [.tags, .path])
    #expect(matching.pairs.map(\.after) == [1, 0])
  }

  @Test(arguments: [(100.0, 102.0, 1), (100, 102.1, 0)])
  func `names match if the lengths are within two seconds`(
    _ one: Double, _ other: Double, _ count: Int
  ) {
    let matching = PairMatching(
      [file("in/My Song.wav", seconds: one)], [file("out/my_song.flac", seconds: other)])
    #expect(matching.pairs.count == count)
    #expect(matching.unmatchedBefore.count == 1 - count)
  }

  @Test func `names without lengths are not enough`() {
    #expect(PairMatching([file("in/a.wav")], [file("out/a.wav")]).pairs.isEmpty)
  }

  @Test func `a file that fits several others is left unmatched`() {
    let matching = PairMatching(
      [file("a.wav", title: "Song")],
      [file("b.wav", title: "Song"), file("c.wav", title: "Song")])
    #expect(matching.pairs.isEmpty)
    #expect(matching.unmatchedBefore == [0])
    #expect(matching.unmatchedAfter == [0, 1])
  }

  @Test func `empty lists give no pairs`() {
    #expect(PairMatching([], [file("a.wav")]).unmatchedAfter == [0])
  }
}

@Suite struct SameRecordingTests {
  /// Loudness that varies in its own pattern.
  private func curve(_ seed: Double, offset: Double = 0, from start: Int = 0) -> [Double?] {
    (start..<start + 600).map { place in
      let time = Double(place)
      let wave = (time * time * seed).truncatingRemainder(dividingBy: 7)
      return -20 + wave + offset
    }
  }

  @Test func `a gain does not make it a different song`() {
    let correlation = SameRecording.correlation(curve(0.37), curve(0.37, offset: 6))
    #expect(abs((correlation ?? 0) - 1) < 1e-9)
  }

  @Test(arguments: [3, 14]) func `a later start does not make it a different song`(_ places: Int)
    throws
  {
    let correlation = try #require(
      SameRecording.correlation(curve(0.37), curve(0.37, from: places)))
    #expect(correlation > 0.99)
  }

  @Test func `a different pattern is a different song`() throws {
    let difference = try #require(
      SameRecording.difference(
        before: 60, after: 60, curves: (curve(0.37), curve(0.0113))))
    guard case .otherSong(let correlation) = difference else {
      Issue.record("\(difference)")
      return
    }
    #expect(correlation < SameRecording.leastCorrelation)
  }

  /// The end of a fade, decoded from a lossy format: hundreds of decibels in one step, at the same place.
  @Test func `two songs that fade out together are not one recording`() throws {
    let end: [Double?] = (0..<8).map { -70.5 - 100 * Double($0) } + [nil, nil, nil, nil]
    let correlation = try #require(
      SameRecording.correlation(curve(0.37) + end, curve(0.0113) + end))
    #expect(correlation < SameRecording.leastCorrelation)
    let same = SameRecording.correlation(curve(0.37) + end, curve(0.37, offset: 6) + end)
    #expect(abs((same ?? 0) - 1) < 1e-9)
  }

  @Test(arguments: [3.0, 5, 8]) func `short songs are told apart, too`(_ seconds: Double) throws {
    // Two samples of the same kind of noise, as loud as each other, have nothing else in common.
    var generator = SeededGenerator(seed: UInt64(seconds))
    let count = Int(seconds * 10) - 3
    func curve() -> [Double?] {
      var level = -20.0
      return (0..<count).map { _ in
        level += Double.random(in: -2...2, using: &generator)
        return level
      }
    }
    var correlations: [Double] = []
    for _ in 0..<200 {
      let (one, other) = (curve(), curve())
      correlations.append(try #require(SameRecording.correlation(one, other)))
      // The same with a gain that follows the level, as a compressor's does.
      let after = one.map { level in
        level.map { $0 * 0.6 + Double.random(in: -1...1, using: &generator) }
      }
      let same = try #require(SameRecording.correlation(one, after))
      #expect(same >= SameRecording.leastCorrelation)
    }
    let told = correlations.count { $0 < SameRecording.leastCorrelation }
    // Music has two of three (LRN-52).
    #expect(told * 5 >= correlations.count * 3, "\(told) of \(correlations.count)")
  }

  @Test func `the lengths of short songs are compared more closely`() {
    #expect(SameRecording.difference(before: 4, after: 5.5) == .lengths(before: 4, after: 5.5))
    #expect(SameRecording.difference(before: 4, after: 4.9) == nil)
    // An encoder's padding.
    #expect(SameRecording.difference(before: 0.5, after: 0.6) == nil)
  }

  @Test func `lengths are compared first`() {
    #expect(
      SameRecording.difference(before: 60, after: 62.5)
        == .lengths(before: 60, after: 62.5))
    #expect(SameRecording.difference(before: 60, after: 62) == nil)
    #expect(SameRecording.difference(before: nil, after: 62) == nil)
  }

  @Test func `too little audio allows no judgement`() {
    let short = Array(curve(0.37).prefix(23))
    #expect(SameRecording.correlation(short, short) == nil)
    let silent = [Double?](repeating: nil, count: 600)
    #expect(SameRecording.correlation(silent, curve(0.37)) == nil)
    let still = [Double?](repeating: -20, count: 600)
    #expect(SameRecording.correlation(still, still) == nil)
  }
}
