import MasteringModel
import Testing

/// What a file declares is believed within limits.
@Suite struct AudioFormatTests {
  private func format(frames: Int?) -> AudioFormat {
    AudioFormat(
      sampleRateHz: 192_000, channels: 1024, declaredFrames: frames, encoding: .integer16,
      seeksExactly: true, name: "test")
  }

  @Test(arguments: [(Int.max, 1 << 48), (Int.min, 0), (-1, 0), (44_100, 44_100)])
  func `a frame count that no file has is not believed`(_ declared: Int, _ believed: Int) {
    #expect(format(frames: declared).declaredFrames == believed)
  }

  @Test func `the byte count of the largest file does not overflow, for any number of channels`() {
    let (bytes, overflows) = AudioFormat.mostFrames.multipliedReportingOverflow(by: 1024 * 8)
    #expect(!overflows && bytes > 0)
  }
}
