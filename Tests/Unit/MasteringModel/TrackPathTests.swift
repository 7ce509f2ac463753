import MasteringModel
import Testing

@Suite struct TrackPathTests {
  @Test(arguments: [
    ("a.flac/03", "a.flac", 3), ("/m/a.flac/3", "/m/a.flac", 3), ("a/255", "a", 255),
    ("a//01", "a/", 1), ("e\u{301}/12", "e\u{301}", 12),
  ])
  func `a number after the last slash is a track number`(path: String, file: String, number: Int) {
    #expect(TrackPath(path) == TrackPath(file: file, number: number))
  }

  @Test(arguments: [
    "", "/", "3", "/3", "a/", "a/0", "a/000", "a/256", "a/0001", "a/1x", "a/x1", "a/-1", "a/ 1",
    "a/٣", "a3",
  ])
  func `any other path is not a track's`(path: String) {
    #expect(TrackPath(path) == nil)
  }

  @Test func `the text of a track number has at least two digits`() {
    #expect(TrackPath(file: "a", number: 3).text == "a/03")
    #expect(TrackPath(file: "a", number: 103).text == "a/103")
  }

  @Test(arguments: [(0, 75, 0), (1, 75, 588), (187, 75, 109_956), (12_345, 44_100, 12_345)])
  func `a time falls on the last frame that begins at or before it`(
    parts: Int, perSecond: Int, frame: Int
  ) {
    #expect(
      FileTime(parts: parts, partsPerSecond: perSecond).frame(atSampleRateHz: 44_100) == frame)
  }

  @Test func `a time between two frames falls on the earlier one`() {
    #expect(FileTime(parts: 1, partsPerSecond: 75).frame(atSampleRateHz: 32_000) == 426)
    #expect(FileTime(parts: .max, partsPerSecond: 75).frame(atSampleRateHz: 32_000) == .max)
  }
}
