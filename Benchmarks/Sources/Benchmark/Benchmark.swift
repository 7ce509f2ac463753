import AudioDecoding
import Fingerprinting
import Foundation
import MasteringModel
import ProfileCatalog
import Recommending

/// Measures what the performance design promises. Each result is a ratio of two things timed in
/// turn in the same run, because the speed of such machines drifts from second to second.
@main
enum Benchmark {
  static func main() async throws {
    if CommandLine.arguments.dropFirst().first == ChildProcess.role {
      return try ChildProcess.runAndPrintFigures(Array(CommandLine.arguments.dropFirst(2)))
    }
    let arguments = try Arguments(CommandLine.arguments.dropFirst())
    printMachine()
    let music = try TestMusic(recordings: arguments.recordings, rounds: arguments.rounds)
    try await fingerprinting(music, rounds: arguments.rounds)
    try await manyFiles(music, rounds: arguments.rounds)
    scoring(rounds: arguments.rounds)
    try await chunks(music)
    try startUp(arguments, music)
    try library(arguments)
    if let python = arguments.python { try librosa(python, arguments, music) }
  }

  private static func printMachine() {
    let date = Date().formatted(.iso8601.year().month().day())
    let cores = ProcessInfo.processInfo.activeProcessorCount
    print("\(date), \(Machine.processor), \(cores) cores, \(Machine.system)")
    print("Medians; ratios are taken pair by pair, then their median.\n")
  }

  private static func fingerprinting(_ music: TestMusic, rounds: Int) async throws {
    print("Fingerprint of 90 s of music, against decoding it with libsndfile on one thread")
    Table.header(["format", "decode ms", "1 worker ms", "ratio", "2 workers ms", "ratio"])
    for file in music.files {
      let one = AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
      let two = AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2)
      let request = AnalysisRequest(path: file.path)
      let times = try await Timing.inTurn(
        rounds: rounds,
        [
          { DecodingAlone.decode(file.path, integers: file.is16Bit) },
          { _ = try await one.analysis(for: request) },
          { _ = try await two.analysis(for: request) },
        ])
      Table.row([
        file.name, times[0].median.asMilliseconds,
        times[1].median.asMilliseconds, times[1].ratio(to: times[0]).asRatio,
        times[2].median.asMilliseconds, times[2].ratio(to: times[0]).asRatio,
      ])
    }
    print()
  }

  private static func manyFiles(_ music: TestMusic, rounds: Int) async throws {
    print("Eight FLAC files, one after the other and two side by side")
    let provider = AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
    let request = AnalysisRequest(path: music.files[0].path)
    let times = try await Timing.inTurn(
      rounds: rounds,
      [
        { for _ in 0..<8 { _ = try await provider.analysis(for: request) } },
        {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
              group.addTask {
                for _ in 0..<4 { _ = try await provider.analysis(for: request) }
              }
            }
            try await group.waitForAll()
          }
        },
      ])
    Table.header(["one by one ms", "side by side ms", "speed-up"])
    Table.row([
      times[0].median.asMilliseconds, times[1].median.asMilliseconds,
      times[0].ratio(to: times[1]).asRatio,
    ])
    print()
  }

  private static func scoring(rounds: Int) {
    print("Scoring the seven built-in profiles and blending three")
    let catalogue = BuiltInProfiles.catalogue
    let repetitions = 100_000
    let nanoseconds =
      Timing.of(rounds: rounds) {
        for index in 0..<repetitions {
          // A different fingerprint each time, and the answer is used, so that nothing is
          // precomputed.
          guard
            let fingerprint = try? Fingerprint(
              loudnessDBFS: -9.58 - Double(index % 64) / 64, peakDBFS: 0, crestDB: 6.89,
              spectralCentroidHz: 4052.1, spectralRolloffHz: 8000, zeroCrossingRate: 0.12429,
              spectralSpreadHz: 3000)
          else { continue }
          let recommendation = catalogue.recommendation(for: fingerprint)
          precondition(!recommendation.isFallback)
        }
      }.median / Double(repetitions) * 1e9
    Table.header(["ns per recommendation"])
    Table.row([String(format: "%.0f", nanoseconds)])
    print()
  }

  private static func chunks(_ music: TestMusic) async throws {
    print(
      "Waiting for a chunk, alone and while the same file is analysed on all cores without a pause")
    Table.header(["format", "alone ms", "95 %", "beside ms", "95 %"])
    for file in music.files where ["flac", "ogg"].contains(file.name) {
      let times = try await ChunkLatency.measured(file.path, jumps: 40)
      Table.row(
        [file.name]
          + [times.alone, times.besideAnalysis].flatMap { sorted in
            [0.5, 0.95].map { ChunkLatency.Distribution.quantile($0, of: sorted).asMilliseconds }
          })
    }
    print(String(format: "\nA chunk that is hot: %.2f µs\n", ChunkLatency.hotHit() * 1e6))
  }

  private static func library(_ arguments: Arguments) throws {
    print("analyze, the recordings of Examples six times over, process start included")
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mastering-benchmark-library-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let recordings = try FileManager.default.contentsOfDirectory(atPath: arguments.recordings)
    for copy in 0..<6 {
      let album = folder.appendingPathComponent("album \(copy)")
      try FileManager.default.createDirectory(at: album, withIntermediateDirectories: true)
      for name in recordings where name.hasSuffix(".flac") {
        try FileManager.default.copyItem(
          atPath: arguments.recordings + "/" + name,
          toPath: album.appendingPathComponent(name).path)
      }
    }
    var times: [[Double]] = [[], []]
    for _ in 0..<arguments.rounds {
      for jobs in 1...2 {
        let run = try ChildProcess.run(
          arguments.mastering, ["analyze", "--no-cache", "--jobs", "\(jobs)", folder.path])
        times[jobs - 1].append(run.seconds)
      }
    }
    let (one, two) = (Timing(seconds: times[0]), Timing(seconds: times[1]))
    Table.header(["1 job ms", "2 jobs ms", "speed-up"])
    Table.row([
      one.median.asMilliseconds, two.median.asMilliseconds, one.ratio(to: two).asRatio,
    ])
    print()
  }

  private static func startUp(_ arguments: Arguments, _ music: TestMusic) throws {
    print("Whole process, from start to exit")
    Table.header(["command", "ms", "peak MiB"])
    let short = arguments.recordings + "/loop_amen_full.flac"
    let commands: [(String, [String])] = [
      ("profiles list", ["profiles", "list"]),
      ("recommend, 6.9 s FLAC", ["recommend", "--no-cache", short]),
      ("recommend, 90 s FLAC", ["recommend", "--no-cache", music.files[0].path]),
      ("the same, remembered", ["recommend", "--cache", music.cachePath, music.files[0].path]),
      (
        "fingerprint, 20 min FLAC, all",
        ["fingerprint", "--no-cache", "--max-duration", "all", try music.long().path]
      ),
    ]
    // So that it is cached.
    _ = try ChildProcess.run(
      arguments.mastering, ["recommend", "--cache", music.cachePath, music.files[0].path])
    for (name, command) in commands {
      let runs = try (0..<arguments.rounds).map { _ in
        try ChildProcess.run(arguments.mastering, command)
      }
      let times = Timing(seconds: runs.map(\.seconds))
      let peak = (runs.map(\.peakBytes).max() ?? 0) / Double(1 << 20)
      Table.row([name, times.median.asMilliseconds, String(format: "%.1f", peak)])
    }
    print()
  }

  private static func librosa(
    _ python: String, _ arguments: Arguments, _ music: TestMusic
  ) throws {
    print("librosa 0.11.0 on the same 90 s FLAC, both sides in turn")
    let flac = music.files[0].path
    let script = arguments.benchmarks + "/librosa_fingerprint.py"
    var cold: [Double] = []
    var warm: [Double] = []
    var ours: [Double] = []
    for _ in 0..<arguments.rounds {
      ours.append(
        try ChildProcess.run(arguments.mastering, ["fingerprint", "--no-cache", flac]).seconds)
      let run = try ChildProcess.run(python, [script, flac])
      cold.append(run.seconds)
      guard let seconds = Double(run.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
        throw BenchmarkFailure.unexpectedOutput(run.output)
      }
      warm.append(seconds)
    }
    let process = Timing(seconds: ours)
    Table.header(["", "librosa ms", "mastering ms, process start included", "ratio"])
    let rows = [("warm", Timing(seconds: warm)), ("from process start", Timing(seconds: cold))]
    for (name, times) in rows {
      Table.row([
        name, times.median.asMilliseconds, process.median.asMilliseconds,
        times.ratio(to: process).asRatio,
      ])
    }
    print()
  }
}
