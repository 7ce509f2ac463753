#if os(Linux)
  import AudioFixtures
  import Testing

  @Suite(
    .enabled(
      if: MasteringProcess.isRelease,
      "a debug build takes minutes for two hours of sound, and other memory; Scripts/test runs it"),
    .enabled(if: MasteringProcess.canMeasureMemory, "GNU time is not installed"),
    .takesTurns(at: .process))
  struct LongFileTests {
    private func run(_ arguments: String...) async throws -> MasteringProcess {
      let run = try await MasteringProcess.run(arguments, measuresMemory: true)
      #expect(run.status == 0)
      #expect(run.peakMemoryKiB > 1000)
      return run
    }

    @Test func `two hours are analysed to the end`() async throws {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try TwoHours.write(to: path)
        let run = try await run("fingerprint", "--json", "--max-duration", "all", path)
        #expect(run.output.contains("\"analysed_seconds\": 7200.0"))
        #expect(run.output.contains("\"peak_dbfs\": -0.000265"))
      }
    }

    @Test func `two hours take no more memory than eight seconds`() async throws {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try TwoHours.write(to: path)
        let short = try await run("fingerprint", Repository.example("loop_mika.flac"))
        let long = try await run("fingerprint", "--max-duration", "all", path)
        // 2422 segments of 72 bytes, and a second decoder.
        #expect(long.peakMemoryKiB - short.peakMemoryKiB < 1024)
      }
    }

    @Test(arguments: [[], ["--no-true-peak"]])
    func `the loudness of two hours takes no more memory than that of eight seconds`(
      _ options: [String]
    ) async throws {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try TwoHours.write(to: path)
        let base = ["loudness", "--no-cache", "--json"] + options
        let short = try await MasteringProcess.run(
          base + [Repository.example("loop_mika.flac")], measuresMemory: true)
        let long = try await MasteringProcess.run(base + [path], measuresMemory: true)
        #expect(long.status == 0)
        #expect(long.output.contains("\"measured_seconds\": 7200.0"))
        // The very last frame is included.
        #expect(long.output.contains("\"sample_peak_dbfs\": -0.000265"))
        #expect(short.peakMemoryKiB > 1000)
        #expect(long.peakMemoryKiB - short.peakMemoryKiB < 1024)
      }
    }

    @Test func `two hours measured for both take no more memory than eight seconds`()
      async throws
    {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try TwoHours.write(to: path)
        let flags = ["--no-cache", "--loudness", "--max-duration", "all"]
        let short = try await MasteringProcess.run(
          ["recommend"] + flags + [Repository.example("loop_mika.flac")], measuresMemory: true)
        let long = try await MasteringProcess.run(
          ["recommend"] + flags + [path], measuresMemory: true)
        #expect(long.status == 0)
        #expect(long.peakMemoryKiB - short.peakMemoryKiB < 1024)
      }
    }

    // Of these 27 MiB, the command's own data takes less than 2. The rest is code, which has grown
    // by two meters, the renderer, learning, the servers, and TagLib with the C++ library. Most of
    // the code is Swift's libraries. The shipped command links only the parts of them that it uses,
    // so the limit applies to that build:
    //   swift build -c release --static-swift-stdlib --scratch-path .build/shipped
    //   MASTERING_COMMAND=.build/shipped/release/mastering swift test --filter LongFile
    @Test(.enabled(if: MasteringProcess.shipped != nil, "MASTERING_COMMAND names no command"))
    func `two hours take 28 MiB at most`() async throws {
      try await withTemporaryFolder { folder in
        let path = folder.path(of: "two-hours.wav")
        try TwoHours.write(to: path)
        // On a busy machine the system starts more threads than there is work for, and each takes
        // some memory. That part varies from run to run; what the command needs does not.
        var peaksKiB: [Int] = []
        repeat {
          peaksKiB.append(
            try await run("recommend", "--no-cache", "--max-duration", "all", path).peakMemoryKiB)
        } while peaksKiB.count < 3 && peaksKiB.allSatisfy { $0 > 28 * 1024 }
        #expect(peaksKiB.contains { $0 <= 28 * 1024 }, "\(peaksKiB) KiB")
        #expect(peaksKiB.allSatisfy { $0 <= 30 * 1024 }, "\(peaksKiB) KiB")
      }
    }

    @Test(.enabled(if: MasteringProcess.shipped != nil, "MASTERING_COMMAND names no command"))
    func `the database of the cache takes 6 MiB more at most`() async throws {
      let without = try await run("recommend", "--no-cache", Repository.example("loop_mika.flac"))
      let with = try await run("recommend", Repository.example("loop_mika.flac"))
      #expect(with.peakMemoryKiB - without.peakMemoryKiB <= 6 * 1024)
    }

    @Test func `analysing takes 8 MiB more than doing nothing`() async throws {
      let nothing = try await run("profiles", "list")
      let hearing = try await run("recommend", "--no-cache", Repository.example("loop_garzul.flac"))
      #expect(hearing.peakMemoryKiB - nothing.peakMemoryKiB < 8 * 1024)
    }
  }
#endif
