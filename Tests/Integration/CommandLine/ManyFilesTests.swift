import AudioFixtures
import Foundation
import Testing

/// Runs over more files than a user would name by hand.
@Suite(.takesTurns(at: .process)) struct ManyFilesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  // The argument parser takes time quadratic in the number of arguments: in a debug build, half a
  // minute for ten thousand.
  private static let most = MasteringProcess.isRelease ? 10_000 : 2000

  /// Runs the command over `count` files, every hundredth of them missing.
  private func run(_ count: Int) async throws -> MasteringProcess {
    // One sample makes a complete file.
    let sound = try folder.file("s.wav", .noise(frames: 1), as: .integer16)
    let missing = folder.path(of: "m.wav")
    let files = (1...count).map { $0.isMultiple(of: 100) ? missing : sound }
    return try await MasteringProcess.run(["fingerprint", "--json"] + files, measuresMemory: true)
  }

  @Test func `thousands of files are all answered`() async throws {
    let run = try await run(Self.most)
    #expect(run.status == 1)
    // One line per file, and the brackets.
    #expect(run.outputLines.count == Self.most + 2)
    #expect(
      run.outputLines.count { $0.contains("\"is_partial\":false") } == Self.most / 100 * 99)
    #expect(run.outputLines.count { $0.contains("\"file_not_found\"") } == Self.most / 100)
    // Progress may be in between.
    #expect(run.errorLines.count { $0.contains("m.wav") } == Self.most / 100)
  }

  #if os(Linux)
    @Test(.enabled(if: MasteringProcess.canMeasureMemory, "GNU time is not installed"))
    func `thousands of files take little more memory than hundreds`() async throws {
      let (few, many) = try await (run(300), run(Self.most))
      #expect(few.peakMemoryKiB > 1000)
      // Each argument has 50 bytes and is stored as a C string, as a String, and in one or two of
      // the parser's lists: 3 MiB in total. What the allocator retains per thread varies by as much
      // from run to run. Keeping one block of samples per file would take 600 MiB.
      #expect(many.peakMemoryKiB - few.peakMemoryKiB < 16 * 1024)
    }

    @Test(.enabled(if: MasteringProcess.canMeasureMemory, "GNU time is not installed"))
    func `hundreds of damaged files take little more memory than a good one`() async throws {
      let clip = AudioClip.noise(
        seed: 96, amplitude: 0.4, frames: 7200, sampleRateHz: 48_000, channelCount: 2)
      var good: [String] = []
      var damaged: [String] = []
      for format in AudioFileFormat.all {
        good.append(try format.write(clip, as: "good", in: folder))
        let bytes = try folder.bytes(of: format.name("good"))
        for mutation in Mutation.series(count: 20, seed: 4) {
          damaged.append(
            try folder.file(format.name("\(mutation.seed)"), mutation.apply(to: bytes)))
        }
      }
      // GNU time reports the peak of the largest process. FFmpeg's programs, which are asked about
      // files that libsndfile cannot read, take 54 MiB each. Small stand-ins that refuse every file
      // replace them.
      for name in ["ffmpeg", "ffprobe"] {
        let program = try folder.file(name, text: "#!/bin/sh\nexit 1\n")
        #expect(chmod(program, 0o755) == 0)
      }
      let path = ["PATH": folder.path + ":/usr/bin:/bin"]
      let (few, many) = try await (
        MasteringProcess.run(
          ["fingerprint", "--json"] + good, environment: path, measuresMemory: true),
        MasteringProcess.run(
          ["fingerprint", "--json"] + damaged, environment: path, measuresMemory: true)
      )
      #expect(few.status == 0)
      #expect(few.peakMemoryKiB > 1000)
      #expect(many.status == 1)
      #expect(many.outputLines.count == damaged.count + 2)
      #expect(many.peakMemoryKiB - few.peakMemoryKiB < 8 * 1024)
    }
  #endif
}
