import AudioFixtures
import Testing

/// Something that is not a valid audio file, and the code of its refusal.
struct BadInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: String
  /// Creates the input and returns its path.
  let make: @Sendable (TemporaryFolder) throws -> String

  init(
    _ testDescription: String, _ code: String,
    _ make: @escaping @Sendable (TemporaryFolder) throws -> String
  ) {
    self.testDescription = testDescription
    self.code = code
    self.make = make
  }

  private static let clip = AudioClip.noise(seed: 95, frames: 22_050, channelCount: 2)

  /// The bytes of a WAV file with altered header fields.
  private static func wav(
    as encoding: WAVEncoding = .integer16, _ change: (inout WAVLayout) -> Void = { _ in }
  ) -> [UInt8] {
    var layout = WAVLayout(for: clip, as: encoding)
    change(&layout)
    return layout.bytes(of: clip)
  }

  private static func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  static let all: [BadInput] = [
    BadInput("nothing", "file_not_found") { $0.path(of: "nothing.flac") },
    BadInput("a path through a file", "file_not_found") { "\(try $0.file("file.wav"))/x.wav" },
    BadInput("a link to nothing", "file_not_found") { try $0.link("link.wav", to: "nothing.wav") },
    BadInput("an empty path", "file_not_found") { _ in "" },
    BadInput("a folder", "not_a_file") { try $0.folder("folder.wav") },
    BadInput("a pipe", "not_a_file") { try $0.pipe("pipe.wav") },
    BadInput("a socket", "not_a_file") { try $0.unixSocket("s.wav") },
    BadInput("a device", "not_a_file") { _ in "/dev/zero" },
    BadInput("a link to itself", "file_unreadable") { try $0.endlessLink("loop.wav") },
    BadInput("a name that is too long", "file_unreadable") {
      $0.path(of: String(repeating: "x", count: 300))
    },
    BadInput("an empty file", "unsupported_format") { try $0.file("empty.wav") },
    BadInput("a text named .flac", "unsupported_format") {
      try $0.file("text.flac", text: String(repeating: "Not a note. ", count: 500))
    },
    BadInput("random bytes", "unsupported_format") {
      try $0.file("random.wav", randomBytes(50_000, seed: 1))
    },
    BadInput("zeros", "unsupported_format") {
      try $0.file("zeros.mp3", [UInt8](repeating: 0, count: 50_000))
    },
    BadInput("an AAC file", "unsupported_format") {
      try $0.file("song.m4a", [0, 0, 0, 32] + Array("ftypM4A ".utf8) + randomBytes(500, seed: 2))
    },
    BadInput("a WAV header alone, cut", "unsupported_format") {
      try $0.file("cut-header.wav", Array(wav().prefix(30)))
    },
    BadInput("a WAV of 0 Hz", "unsupported_format") {
      try $0.file("zero-rate.wav", wav { $0.sampleRateHz = 0 })
    },
    BadInput("a WAV of 4 GHz", "unsupported_format") {
      try $0.file("high-rate.wav", wav { $0.sampleRateHz = .max })
    },
    BadInput("a WAV of 1,000 channels", "unsupported_format") {
      try $0.file("crowd.wav", wav { $0.channelCount = 1000 })
    },
    BadInput("a WAV of no channels", "unsupported_format") {
      try $0.file("nobody.wav", wav { $0.channelCount = 0 })
    },
    BadInput("a cut WAV", "truncated_audio") {
      try $0.file("cut.wav", Array(wav().dropLast(30_000)))
    },
    BadInput("a cut FLAC", "truncated_audio") { folder in
      try folder.file("whole.flac", clip, as: .flac16)
      return try folder.file(
        "cut.flac", Array(folder.bytes(of: "whole.flac").dropLast(20_000)))
    },
    BadInput("a FLAC of random bytes behind its header", "truncated_audio") { folder in
      try folder.file("whole.flac", clip, as: .flac16)
      let bytes = try folder.bytes(of: "whole.flac")
      return try folder.file(
        "random.flac", bytes.prefix(100) + randomBytes(bytes.count - 100, seed: 3))
    },
    BadInput("a float WAV of random bytes behind its header", "non_finite_samples") {
      try $0.file("random-floats.wav", randomFloats(seed: 4), as: .float32)
    },
    BadInput("a WAV with a sample that is not a number", "non_finite_samples") { folder in
      var poisoned = clip
      poisoned[channel: 1, frame: 22_049] = .nan
      return try folder.file("poisoned.wav", poisoned, as: .float32)
    },
    BadInput("a WAV without samples", "empty_audio") {
      try $0.file("silent.wav", .silence(frames: 0), as: .integer16)
    },
  ]

  /// Random bytes as samples, so that one in 256 is NaN.
  private static func randomFloats(seed: UInt64) -> AudioClip {
    var random = SplitMix64(seed: seed)
    let samples = (0..<22_050).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    }
    return AudioClip(sampleRateHz: 44_100, channels: [samples])
  }
}

@Suite(.takesTurns(at: .process)) struct BadInputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: BadInput.all)
  func `a bad file is refused by its code, in one line that names it`(
    input: BadInput
  ) async throws {
    try await expectRefusal(of: try input.make(folder), by: input.code)
  }

  // Root can read everything; for root, the test above has a link that cannot be opened.
  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read every file"))
  func `a file without permission is refused as unreadable`() async throws {
    let path = try folder.unreadableFile("secret.wav", Array("RIFF".utf8))
    try await expectRefusal(of: path, by: "file_unreadable")
  }

  private func expectRefusal(of path: String, by code: String) async throws {
    let run = try await MasteringProcess.run("recommend", "--json", path)
    #expect(run.status == 1)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("mastering: \(path.isEmpty ? "an empty path" : path): "))
    #expect(try RecommendationDocument(run.output).error?.code == code)
  }

  @Test func `bad files are refused, and good ones beside them are answered`() async throws {
    let good = try folder.file("good.wav", .noise(frames: 22_050), as: .integer16)
    let bad = try BadInput.all.map { try $0.make(folder) }
    let files = bad.flatMap { [$0, good] }
    let run = try await MasteringProcess.run(["recommend", "--json", "--no-cache"] + files)
    #expect(run.status == 1)
    let documents = try RecommendationDocument.list(run.output)
    #expect(documents.map(\.file) == files)
    #expect(documents.compactMap(\.error?.code) == BadInput.all.map(\.code))
    #expect(run.errorLines.count == bad.count, "\(run.errors)")
  }
}
