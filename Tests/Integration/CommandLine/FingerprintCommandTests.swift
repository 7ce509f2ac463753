import AudioFixtures
import Foundation
import MasteringModel
import Testing

/// The command's JSON for an analysed file.
private struct AnalysisDocument: Decodable {
  var file: String?
  var fingerprint: [String: Double]
  var analysedSeconds: Double
  var sampleRateHz: Int
  var channels: Int
  var durationSeconds: Double?
  var isPartial: Bool

  private enum CodingKeys: String, CodingKey {
    case file, fingerprint, channels
    case analysedSeconds = "analysed_seconds"
    case sampleRateHz = "sample_rate_hz"
    case durationSeconds = "duration_seconds"
    case isPartial = "is_partial"
  }

  init(_ text: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }
}

@Suite(.takesTurns(at: .process)) struct FingerprintCommandTests {
  private let mika = Repository.example("loop_mika.flac")
  private let drums = Repository.example("drum_roll.flac")

  @Test func `a fingerprint is shown as one line per metric`() async throws {
    let run = try await MasteringProcess.run("fingerprint", mika)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        \(mika)
          8.0 s of 8.0 s, 44100 Hz stereo

          Loudness                −15.94 dBFS
          Peak                      0.00 dBFS
          Crest factor             15.94 dB
          Spectral centroid       2687.8 Hz
          Spectral rolloff        6304.2 Hz
          Zero-crossing rate     0.02115 per sample
          Spectral spread         3849.1 Hz

        """)
  }

  @Test func `the JSON of a fingerprint has exactly these members in this order`() async throws {
    let run = try await MasteringProcess.run("fingerprint", "--json", mika)
    #expect(
      keys(inDepth: 1, of: run.output) == [
        "fingerprint", "analysed_seconds", "sample_rate_hz", "channels", "duration_seconds",
        "is_partial",
      ])
    #expect(keys(inDepth: 2, of: run.output) == FingerprintMetric.allCases.map(\.rawValue))
  }

  @Test func `the JSON of a fingerprint is the library's to the last bit`() async throws {
    let expected = try await analysis(ofFileAt: mika)
    let document = try AnalysisDocument(
      try await MasteringProcess.run("fingerprint", "--json", mika).output)
    for metric in FingerprintMetric.allCases {
      #expect(document.fingerprint[metric.rawValue] == expected.fingerprint[metric])
    }
    #expect(document.sampleRateHz == 44_100)
    #expect(document.channels == 2)
    #expect(!document.isPartial)
  }

  @Test func `several files are shown one after the other`() async throws {
    let run = try await MasteringProcess.run("fingerprint", drums, mika)
    let (first, second) = try await (
      MasteringProcess.run("fingerprint", drums), MasteringProcess.run("fingerprint", mika)
    )
    #expect(run.output == first.output + "\n" + second.output)
  }

  @Test(arguments: [("5", 5.0), ("0.25", 0.25), ("90", 8), ("all", 8)])
  func `--max-duration limits how much is analysed`(value: String, seconds: Double) async throws {
    let run = try await MasteringProcess.run(
      "fingerprint", "--json", "--max-duration", value, mika)
    let document = try AnalysisDocument(run.output)
    #expect(document.analysedSeconds == seconds)
    #expect(document.durationSeconds == 8)
  }

  @Test func `--allow-partial analyses a file that ends early`() async throws {
    try await withTemporaryFolder { folder in
      let whole = WAVLayout(for: .noise(), as: .integer16).bytes(of: .noise())
      let path = try folder.file("cut.wav", Array(whole.prefix(44 + 2 * 20_000)))
      let strict = try await MasteringProcess.run("fingerprint", path)
      #expect(strict.status == 1)
      let run = try await MasteringProcess.run("fingerprint", "--json", "--allow-partial", path)
      #expect(run.status == 0)
      let document = try AnalysisDocument(run.output)
      #expect(document.isPartial)
      #expect(document.analysedSeconds == 20_000.0 / 44_100)
    }
  }
}

@Suite(.takesTurns(at: .process)) struct CompareCommandTests {
  private let mika = Repository.example("loop_mika.flac")
  private let drums = Repository.example("drum_roll.flac")

  @Test func `a comparison shows both, the difference and a sentence`() async throws {
    let run = try await MasteringProcess.run("compare", drums, mika)
    #expect(run.status == 0)
    let lines = run.outputLines
    #expect(
      lines.contains(
        "Loudness                      −21.20          −15.94           +5.26 dB"))
    #expect(
      lines.contains(
        "The second is louder by 5.3 dB, less dynamic by 2.2 dB, darker by 596 Hz."))
    #expect(lines.last == "\(mika) resembles Quiet Reference - Modernization at 43 %.")
  }

  @Test func `the JSON of a comparison has exactly these members in this order`() async throws {
    let run = try await MasteringProcess.run("compare", "--json", drums, mika)
    #expect(keys(inDepth: 1, of: run.output) == ["first", "second", "difference", "summary"])
    let metrics = FingerprintMetric.allCases.map(\.rawValue)
    #expect(keys(inDepth: 2, of: run.output) == metrics + metrics + metrics)
  }

  @Test func `a file is no different from itself`() async throws {
    let run = try await MasteringProcess.run("compare", mika, mika)
    #expect(run.outputLines.contains("The second sounds much like the first."))
  }

  @Test(arguments: [true, false])
  func `a comparison with a file that fails names the file`(first: Bool) async throws {
    let missing = "/nowhere/missing.flac"
    let run = try await MasteringProcess.run(
      "compare", first ? missing : mika, first ? mika : missing)
    #expect(run.status == 1)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains(missing))
    #expect(run.output == "")
  }
}
