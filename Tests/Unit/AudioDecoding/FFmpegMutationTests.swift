import AudioFixtures
import Foundation
import MasteringModel
import Testing

@testable import AudioDecoding

/// Damaged files of every family that FFmpeg's programs read: none of them may crash or hang, and
/// no child process may remain.
///
/// Every run tests a few of each. To test hundreds, from another seed:
///
///     MASTERING_FFMPEG_MUTATIONS=400 MASTERING_FFMPEG_SEED=7 swift test --filter FFmpegMutationTests
///
/// A file that fails is kept, and its path is printed, and so is a table of the outcomes;
/// Benchmarks/formats.md has one of many mutations.
@Suite(
  .serialized,
  .enabled(
    if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
struct FFmpegMutationTests {
  /// A family and how its file is made; without options, from our own bytes.
  private struct Family {
    let name: String
    var options: [String] = []
    var bytes: [UInt8] = []
  }

  private static let families = [
    Family(name: "aac.m4a", options: ["-c:a", "aac"]),
    Family(name: "front.m4a", options: ["-c:a", "aac", "-movflags", "+faststart"]),
    Family(name: "fragments.mp4", options: ["-c:a", "aac", "-movflags", "+frag_keyframe"]),
    Family(name: "alac.m4a", options: ["-c:a", "alac"]),
    Family(name: "flac.mp4", options: ["-c:a", "flac", "-strict", "-2"]),
    Family(name: "opus.mp4", options: ["-c:a", "libopus", "-strict", "-2"]),
    Family(name: "pcm.mov", options: ["-c:a", "pcm_s16le"]),
    Family(name: "alac.caf", options: ["-c:a", "alac"]),
    Family(name: "wma1.wma", options: ["-c:a", "wmav1"]),
    Family(name: "wma2.wma", options: ["-c:a", "wmav2"]),
    Family(name: "wavpack.wv", options: ["-c:a", "wavpack"]),
    Family(name: "tta.tta", options: ["-c:a", "tta"]),
    Family(name: "flac.mka", options: ["-c:a", "flac"]),
    Family(name: "aac.mka", options: ["-c:a", "aac"]),
    Family(name: "opus.webm", options: ["-c:a", "libopus"]),
    Family(name: "flac.oga", options: ["-c:a", "flac"]),
    Family(name: "aac.aac", options: ["-c:a", "aac"]),
    Family(name: "ac3.ac3", options: ["-c:a", "ac3"]),
    Family(name: "dts.dts", options: ["-c:a", "dca", "-strict", "-2"]),
    Family(name: "dsd.dsf", bytes: DSDBytes.dsf(blocks: 4)),
    Family(name: "dsd.dff", bytes: DSDBytes.dsdiff(bytesAChannel: 4 * 4096)),
    Family(name: "silence.ape", bytes: APEBytes.silence(frames: 20_000)),
  ]

  private static func number(_ variable: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
  }

  /// In its own process, because other tests start programs at the same time.
  @Test func `a damaged file ends in audio or in its reason, and leaves no child process`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let tests = FFmpegMutationTests()
      let seed = UInt64(FFmpegMutationTests.number("MASTERING_FFMPEG_SEED", 20_261_129))
      let count = FFmpegMutationTests.number("MASTERING_FFMPEG_MUTATIONS", 4)
      let columns = FFmpegMutationTests.columns
      print("| \(count) mutations of | \(columns.joined(separator: " | ")) |")
      print("|---|\(String(repeating: "---:|", count: columns.count))")
      for family in FFmpegMutationTests.families {
        let outcomes = try tests.damage(family, Mutation.series(count: count, seed: seed))
        let cells = columns.map { "\(outcomes[$0] ?? 0)" }
        print("| \(family.name) | \(cells.joined(separator: " | ")) |")
      }
      try #require(Children.numbers() == [])
      print("Children left: 0")
    }
    if let result { print(String(decoding: result.standardOutputContent, as: UTF8.self)) }
  }

  /// The outcomes that a file may have, and at the end those that it must not have.
  private static let columns = [
    "sound", "ends early", "header damaged", "no index", "no sound", "other codec", "out of range",
    "protected", "elsewhere", "wrong",
  ]

  private func damage(_ family: Family, _ mutations: [Mutation]) throws -> [String: Int] {
    let folder = try TemporaryFolder()
    var bytes = family.bytes
    if !family.options.isEmpty {
      let clip = AudioClip.noise(
        amplitude: 0.5, frames: 24_000, sampleRateHz: 48_000, channelCount: 2)
      bytes = try folder.bytes(
        ofFileAt: FFmpegFiles(folder: folder).encode(clip, family.name, family.options))
    }
    var outcomes: [String: Int] = [:]
    for mutation in mutations {
      let path = try folder.file("damaged-\(family.name)", mutation.apply(to: bytes))
      let start = ContinuousClock.now
      let outcome = Self.outcome(ofFileAt: path)
      let isSlow = ContinuousClock.now - start > .seconds(120)
      if outcome == nil || isSlow {
        let kept = NSTemporaryDirectory() + "mutation-\(mutation.seed)-\(family.name)"
        try? FileManager.default.copyItem(atPath: path, toPath: kept)
        Issue.record("\(mutation) of \(family.name): \(isSlow ? "slow" : "wrong"), see \(kept)")
      }
      outcomes[outcome ?? "wrong", default: 0] += 1
    }
    return outcomes
  }

  /// The outcome for a file; nil for one that must not occur.
  private static func outcome(ofFileAt path: String) -> String? {
    do throws(AudioFailure) {
      let stream = try CombinedDecoder().open(path)
      var block = [Float](repeating: 0, count: 4096 * stream.format.channels)
      var frames = 0
      // A header may claim hours of silence; decoding all of it would show nothing more.
      while frames < 2_000_000 {
        let count = try stream.read(into: &block)
        if count == 0 { break }
        guard count > 0, count <= 4096 else { return nil }
        frames += count
      }
      return "sound"
    } catch {
      return switch error {
      case .unsupportedFormat(_, .notRecognised), .unsupportedFormat(_, .damagedHeader),
        .unsupportedFormat(_, .emptyFile):
        "header damaged"
      case .unsupportedFormat(_, .audioElsewhere): "elsewhere"
      case .unsupportedFormat(_, .noIndex): "no index"
      case .unsupportedFormat(_, .noSound): "no sound"
      case .unsupportedFormat(_, .codec): "other codec"
      case .unsupportedFormat(_, .sampleRate), .unsupportedFormat(_, .channels): "out of range"
      case .unsupportedFormat(_, .protected): "protected"
      case .truncatedAudio, .changingFormat: "ends early"
      default: nil
      }
    }
  }

  @Test func `all undamaged files are read`() throws {
    for family in Self.families {
      let folder = try TemporaryFolder()
      let clip = AudioClip.noise(
        amplitude: 0.5, frames: 24_000, sampleRateHz: 48_000, channelCount: 2)
      let path =
        family.options.isEmpty
        ? try folder.file(family.name, family.bytes)
        : try FFmpegFiles(folder: folder).encode(clip, family.name, family.options)
      #expect(Self.outcome(ofFileAt: path) == "sound", "\(family.name)")
    }
  }
}
