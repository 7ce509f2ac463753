#if os(Linux)
  import AudioFixtures
  import Foundation
  import Testing

  @Suite(
    .enabled(
      if: MasteringProcess.isRelease,
      "a debug build takes minutes for two hours of sound, and other memory; Scripts/test runs it"),
    .enabled(if: MasteringProcess.canMeasureMemory, "GNU time is not installed"),
    .takesTurns(at: .process))
  struct LongRenderingTests {
    /// Writes two hours of bursts in mono at 8 kHz: nearly as many blocks as at 44.1 kHz, in a sixth of
    /// the samples.
    private func writeTwoHours(to path: String) throws {
      let seconds = 7_200
      var layout = WAVLayout(encoding: .integer16, sampleRateHz: 8_000, channelCount: 1)
      layout.sizes = .dataBytes(UInt32(2 * 8_000 * seconds))
      let header = layout.bytes(of: AudioClip(sampleRateHz: 8_000, channels: [[]]))
      try Data(header).write(to: URL(fileURLWithPath: path))
      var state: UInt32 = 1
      let second = (0..<8_000).flatMap { frame -> [UInt8] in
        state = state &* 1_664_525 &+ 1_013_904_223
        let noise = Int32(bitPattern: state) >> 18
        let sample = frame % 2_000 < 250 ? noise : noise / 5
        return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
      }
      let minute = Data((0..<60).flatMap { _ in second })
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      for _ in 0..<(seconds / 60) { try file.write(contentsOf: minute) }
      try file.close()
    }

    /// What grows with the track lies in temporary files, but for 4 bytes a node. In memory, two hours
    /// took 359 MiB.
    @Test(arguments: ["damaged-studio-restoration-v1", "quiet-commercial-restoration-v1"])
    func `two hours are rendered in 96 MiB, with a crest factor that rises or falls`(
      profile: String
    ) async throws {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try writeTwoHours(to: path)
        let run = try await MasteringProcess.run(
          ["master", "--no-cache", "--dry-run", "--report", "json", "--only", "crest"]
            + ["--profile", profile, path], measuresMemory: true)
        #expect(run.status == 0)
        // The gains of the nodes differ, or they would be one number.
        #expect(run.output.contains("\"renders\":"))
        #expect(!run.output.contains("\"modulation_db\": -120"))
        #expect(run.peakMemoryKiB > 1_000)
        #expect(run.peakMemoryKiB <= 96 * 1_024)
      }
    }
  }
#endif
