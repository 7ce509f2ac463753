import AudioDecoding
import AudioFixtures
import Fingerprinting
import Foundation
import MasteringModel
import StrictJSON
import Testing

/// `mastering master --settings`.
@Suite(
  .enabled(
    if: MasteringProcess.isRelease,
    "a debug build renders slower than real time; Scripts/test runs it"),
  .takesTurns(at: .process))
struct EqualiserSettingsTests {
  private func fingerprint(_ path: String) async throws -> Fingerprint {
    try await AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
      .analysis(for: AnalysisRequest(path: path, window: .all)).fingerprint
  }

  /// A pitched loop, a spoken bass, a guitar and drums: material whose centroid ±6 dB of a shelf
  /// can move by ±100 Hz.
  @Test(arguments: [
    "loop_garzul.flac", "loop_mika.flac", "guit_em9.flac", "loop_amen_full.flac",
    "bass_voxy_c.flac", "loop_compus.flac",
  ])
  func `ffmpeg's filter brings loudness within 0.1 dB and brightness within 10 Hz`(name: String)
    async throws
  {
    let source = Repository.example(name)
    // Nothing yields under the policy `free`, so the requested changes are the reference.
    let filter = try await MasteringProcess.run(
      "master", "--no-cache", "--settings", "ffmpeg", "--policy", "free", "--bits", "32f", source)
    #expect(filter.status == 0, "\(filter.errors)")
    let advice = try await MasteringProcess.run("recommend", "--no-cache", "--json", source)
    let asked = try JSON.parse(Array(advice.output.utf8))
    let loudness = try #require(asked["predicted_loudness_change"]?.asDouble)
    let centroid = try #require(asked["predicted_centroid_change"]?.asDouble)
    try await withTemporaryFolder { folder in
      let output = folder.path(of: "filtered.wav")
      let line = String(try #require(filter.outputLines.first))
      let ffmpeg = try await MasteringProcess.run(
        [
          "ffmpeg", "-nostdin", "-loglevel", "error", "-i", source, "-af", line, "-c:a",
          "pcm_f32le", output,
        ], program: "/usr/bin/env")
      try #require(ffmpeg.status == 0, "\(ffmpeg.errors)")
      let (before, after) = (try await fingerprint(source), try await fingerprint(output))
      #expect(abs(after.loudnessDBFS - before.loudnessDBFS - loudness) < 0.1)
      #expect(abs(after.spectralCentroidHz - before.spectralCentroidHz - centroid) < 10)
    }
  }

  @Test func `the settings bring a track to the loudness that was asked for`() async throws {
    let source = Repository.example("loop_garzul.flac")
    let filter = try await MasteringProcess.run(
      "master", "--no-cache", "--settings", "ffmpeg", "--only", "loudness", "--target-lufs",
      "-23.5", source)
    #expect(filter.status == 0, "\(filter.errors)")
    try await withTemporaryFolder { folder in
      let output = folder.path(of: "filtered.wav")
      let line = String(try #require(filter.outputLines.first))
      let ffmpeg = try await MasteringProcess.run(
        [
          "ffmpeg", "-nostdin", "-loglevel", "error", "-i", source, "-af", line, "-c:a",
          "pcm_f32le", output,
        ], program: "/usr/bin/env")
      try #require(ffmpeg.status == 0, "\(ffmpeg.errors)")
      let measured = try await MasteringProcess.run("loudness", "--json", "--no-cache", output)
      let loudness = try JSON.parse(Array(measured.output.utf8))["integrated_lufs"]?.asDouble
      #expect(abs(try #require(loudness) + 23.5) < 0.1)
    }
  }

  @Test func `the note about missing dynamics goes only to standard error`() async throws {
    let run = try await MasteringProcess.run(
      "master", "--no-cache", "--settings", "equalizer-apo",
      Repository.example("loop_garzul.flac"))
    #expect(run.status == 0)
    #expect(run.outputLines.count == 3)
    #expect(run.errors.contains("dynamics are missing"))
  }

  @Test(arguments: [
    ["--settings", "winamp", "a.flac"], ["--settings", "ffmpeg", "a.flac", "b.flac"],
    ["--settings", "ffmpeg", "-o", "b.flac", "a.flac"],
    ["--settings", "ffmpeg", "--dry-run", "a.flac"],
    ["--settings", "ffmpeg", "--report", "json", "a.flac"],
  ])
  func `mutually exclusive options are refused`(arguments: [String]) async throws {
    #expect(try await MasteringProcess.run(["master"] + arguments).status == 64)
  }
}
