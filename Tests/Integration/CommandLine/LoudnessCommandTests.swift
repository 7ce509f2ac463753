import AudioFixtures
import Foundation
import Testing

/// `mastering loudness`, and the same values shown with recommendations.
@Suite(.takesTurns(at: .process)) struct LoudnessCommandTests {
  private let mika = Repository.example("loop_mika.flac")
  private let garzul = Repository.example("loop_garzul.flac")

  private func object(_ run: MasteringProcess) throws -> NSDictionary {
    try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? NSDictionary, "\(run.errors)")
  }

  private func objects(_ run: MasteringProcess) throws -> [NSDictionary] {
    try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [NSDictionary],
      "\(run.errors)")
  }

  @Test func `a file is measured as ffmpeg's meter measures it`() async throws {
    let run = try await MasteringProcess.run("loudness", "--no-cache", "--json", mika)
    let measured = try object(run)
    let reading = try await FFmpegMeter.reading(of: mika)
    #expect(
      abs(try #require(measured["integrated_lufs"] as? Double) - reading.integratedLUFS) < 0.1)
    #expect(abs(try #require(measured["true_peak_dbtp"] as? Double) - reading.truePeakDBTP) < 0.1)
  }

  @Test func `the values beside a recommendation are those of the command itself`() async throws {
    let alone = try object(
      try await MasteringProcess.run(
        "loudness", "--no-cache", "--json", "--max-duration", "90", mika))
    for arguments in [["--no-cache"], [], [], ["--sidecar"]] {
      try await withTemporaryFolder { folder in
        let song = folder.path(of: "song.flac")
        try FileManager.default.copyItem(atPath: mika, toPath: song)
        let run = try await MasteringProcess.run(
          ["recommend", "--json", "--loudness"] + arguments + [song])
        #expect(try object(run)["loudness"] as? NSDictionary == alone)
        let bare = try await MasteringProcess.run(["recommend", "--json"] + arguments + [song])
        let members = try #require(try object(run).mutableCopy() as? NSMutableDictionary)
        members.removeObject(forKey: "loudness")
        #expect(try object(bare) == members)
      }
    }
  }

  @Test func `cached values are printed like measured ones`() async throws {
    try await withTemporaryFolder { folder in
      let cache = folder.path(of: "cache.sqlite")
      let first = try await MasteringProcess.run(
        "loudness", "--cache", cache, "--json", mika, garzul)
      let stats = try await MasteringProcess.run("cache", "stats", "--cache", cache, "--json")
      #expect(try object(stats)["loudness_measurements"] as? Int == 2)
      let second = try await MasteringProcess.run(
        "loudness", "--cache", cache, "--json", mika, garzul)
      #expect(second.output == first.output)
      // And one without true peaks: no later run gets them from the cache.
      let plain = try await MasteringProcess.run(
        "loudness", "--cache", cache, "--json", "--no-true-peak", mika)
      #expect(try object(plain)["true_peak_dbtp"] is NSNull)
      let checked = try await MasteringProcess.run("cache", "verify", "--cache", cache)
      #expect(checked.status == 0)
    }
  }

  @Test func `a table of recommendations has columns for it on request`() async throws {
    let run = try await MasteringProcess.run("recommend", "--no-cache", "--loudness", mika, garzul)
    let lines = run.outputLines
    for title in ["Integrated", "Range", "Short-term", "True peak"] {
      #expect(lines[0].contains(title))
    }
    #expect(lines[1].hasSuffix(" dBTP"))
    let plain = try await MasteringProcess.run("recommend", "--no-cache", mika, garzul)
    #expect(!plain.output.contains("LUFS"))
    #expect(zip(lines, plain.outputLines).allSatisfy { $0.hasPrefix($1) })
  }

  @Test func `a library shows it in its table, its JSON and its CSV`() async throws {
    try await withTemporaryFolder { folder in
      for song in [mika, garzul] {
        let name = try #require(song.split(separator: "/").last)
        try FileManager.default.copyItem(atPath: song, toPath: folder.path(of: String(name)))
      }
      let music = folder.path(of: "")
      let json = try await MasteringProcess.run(
        "analyze", "--no-cache", "--loudness", "--json", music)
      let document = try object(json)
      let files = try #require(document["files"] as? [NSDictionary])
      let values = try files.map { file in
        try #require((file["loudness"] as? NSDictionary)?["integrated_lufs"] as? Double)
      }
      #expect(values.count == 2)
      // Whatever a recommendation needs is measured too, not estimated.
      #expect(
        files.allSatisfy { ($0["headroom"] as? NSDictionary)?["basis"] as? String == "measured" })
      let summary = try #require(document["summary"] as? NSDictionary)
      let mean = try #require(
        ((summary["loudness"] as? NSDictionary)?["integrated_lufs"] as? NSDictionary)?["mean"]
          as? Double)
      #expect(abs(mean - (values[0] + values[1]) / 2) < 1e-9)

      let csv = try await MasteringProcess.run(
        "analyze", "--no-cache", "--loudness", "--csv", music)
      let rows = csv.outputLines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let column = try #require(rows[0].firstIndex(of: "integrated_lufs"))
      // Foundation's JSON reader may be off in the last digit.
      for (row, value) in zip(rows.dropFirst().prefix(2), values) {
        #expect(abs(try #require(Double(row[column])) - value) < 1e-12)
      }
      let without = try await MasteringProcess.run("analyze", "--no-cache", "--csv", music)
      #expect(!without.output.contains("lufs"))

      let table = try await MasteringProcess.run("analyze", "--no-cache", "--loudness", music)
      #expect(table.output.contains("Integrated"))
      #expect(table.output.contains("dBTP max"))
    }
  }

  private static let recordings =
    (try? FileManager.default.contentsOfDirectory(atPath: Repository.example("")))?
    .filter { $0.hasSuffix(".flac") }.sorted() ?? []

  @Test func `there are eleven recordings`() {
    #expect(Self.recordings.count == 11)
  }

  @Test(arguments: recordings)
  func `the gain that headroom names puts ffmpeg's true peak within 0.1 dB of the ceiling`(
    _ name: String
  ) async throws {
    let path = Repository.example(name)
    let run = try await MasteringProcess.run("recommend", "--no-cache", "--json", path)
    let headroom = try #require(try object(run)["headroom"] as? NSDictionary)
    #expect(headroom["basis"] as? String == "measured")
    let ceiling = try #require(headroom["ceiling_dbtp"] as? Double)
    let gain = try #require(headroom["plain_gain_at_most_db"] as? Double)
    let peak = try await FFmpegMeter.reading(of: path, gainDB: gain).truePeakDBTP
    #expect(abs(peak - ceiling) <= 0.1)
  }

  @Test func `true peak can be left out only if loudness is requested`() async throws {
    let run = try await MasteringProcess.run("recommend", "--no-true-peak", mika)
    #expect(run.status == 64)
  }

  @Test func `a missed target has its own exit status`() async throws {
    let loud = try await MasteringProcess.run("loudness", "--no-cache", "--check", "ebu", garzul)
    #expect(loud.status == 2)
    let lost = try await MasteringProcess.run("loudness", "--no-cache", "/nowhere.flac")
    #expect(lost.status == 1)
    let wrong = try await MasteringProcess.run("loudness", "--check", "loud", garzul)
    #expect(wrong.status == 64)
  }

  @Test(arguments: ["--target", "--check"])
  func `a target may be a number that begins like an option`(option: String) async throws {
    let run = try await MasteringProcess.run("loudness", "--no-cache", option, "-14", garzul)
    #expect(run.status == (option == "--check" ? 2 : 0))
    // A check prints the limits it compares the track with.
    #expect(run.output.contains("to −14"))
  }

  @Test func `a ceiling is a negative number`() async throws {
    let run = try await MasteringProcess.run(
      "recommend", "--no-cache", "--json", "--ceiling", "-2.5", mika)
    let headroom = try #require(try object(run)["headroom"] as? NSDictionary)
    #expect(headroom["ceiling_dbtp"] as? Double == -2.5)
  }

  @Test func `an album is measured as one`() async throws {
    let run = try await MasteringProcess.run(
      "loudness", "--no-cache", "--album", "--json", mika, garzul)
    let document = try object(run)
    let album = try #require(document["album"] as? NSDictionary)
    let peaks = try #require(document["files"] as? [NSDictionary]).compactMap {
      $0["true_peak_dbtp"] as? Double
    }
    #expect(album["true_peak_dbtp"] as? Double == peaks.max())
    #expect(album["integrated_lufs"] is Double)
  }
}

/// ffmpeg's own meter, read from its metadata: its summary has only one decimal.
enum FFmpegMeter {
  struct Reading {
    var integratedLUFS: Double
    var truePeakDBTP: Double
  }

  /// Measures a file after applying a gain in dB.
  static func reading(of path: String, gainDB: Double = 0) async throws -> Reading {
    let chain =
      "volume=\(gainDB)dB:precision=double,ebur128=peak=true+sample:metadata=1,ametadata=mode=print:file=-"
    let run = try await MasteringProcess.run(
      [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-nostats", "-i", path, "-af", chain, "-f",
        "null", "/dev/null",
      ], program: "/usr/bin/env")
    try #require(run.status == 0, "\(run.errors)")
    var (integrated, peak) = (Double?.none, 0.0)
    for line in run.outputLines {
      let parts = line.split(separator: "=")
      guard parts.count == 2, let value = Double(parts[1]) else { continue }
      if parts[0] == "lavfi.r128.I" { integrated = value }
      // The peak of each channel so far, as a factor.
      if parts[0].hasPrefix("lavfi.r128.true_peaks_ch") { peak = max(peak, value) }
    }
    return Reading(integratedLUFS: try #require(integrated), truePeakDBTP: 20 * log10(peak))
  }
}
