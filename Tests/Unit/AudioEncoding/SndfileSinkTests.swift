import AudioEncoding
import AudioFixtures
import Foundation
import MasteringModel
import SeededRandomness
import SystemFiles
import Testing

@Suite struct SndfileSinkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func format(
    channels: Int = 2, rate: Int = 44_100, frames: Int? = 5_000
  ) -> AudioFormat {
    AudioFormat(
      sampleRateHz: rate, channels: channels, declaredFrames: frames, encoding: .floatingPoint,
      seeksExactly: true, name: "Test")
  }

  /// Samples that a bit depth represents exactly, including both ends of full scale.
  private func samples(_ resolution: SampleResolution, count: Int) -> [Float] {
    var generator = SplitMix64(seed: 11)
    let scale: Float
    switch resolution {
    case .integer16: scale = 0x1p15
    case .integer24: scale = 0x1p23
    case .float32:
      return (0..<count).map { _ in Float.random(in: -4...4, using: &generator) }
    }
    return [-1, 1 - 1 / scale, 0, 1 / scale, -1 / scale]
      + (5..<count).map { _ in
        (Float.random(in: -1..<1, using: &generator) * scale).rounded(.down) / scale
      }
  }

  @Test func `what is not a file is never replaced`() throws {
    let (pipe, device) = (folder.path(of: "pipe.wav"), folder.path(of: "device.wav"))
    try #require(mkfifo(pipe, 0o600) == 0)
    symlink("/dev/null", device)
    let deep = try folder.folder("folder.wav")
    for (path, kind) in [(pipe, FileKind.pipe), (device, .device), (deep, .folder)] {
      #expect(throws: AudioWritingFailure(path: path, reason: .notAFile(kind))) {
        _ = try SndfileSink(
          at: path, format: format(), resolution: .integer16, replacing: true, source: "none")
      }
    }
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `a part of a file has as many pictures that cannot be read as the file`() throws {
    let whole = try #require(
      CarriedTags(fields: [.init(key: "TITLE", value: "whole")], unreadPictures: 2))
    let part = try #require(whole.replacing([.init(key: "TITLE", value: "part")]))
    #expect(part.copied(into: .flac, audioBytes: 0).lostPictures == 2)
  }

  private static let kinds: [(String, SampleResolution)] = [
    ("wav", .integer16), ("wav", .integer24), ("wav", .float32), ("flac", .integer16),
    ("flac", .integer24), ("aiff", .integer16), ("aiff", .integer24), ("aiff", .float32),
    ("caf", .integer16), ("caf", .integer24), ("caf", .float32),
  ]

  @Test(arguments: kinds)
  func `what is written is read back bit for bit`(
    ending: String, resolution: SampleResolution
  ) throws {
    let path = folder.path(of: "a.\(ending)")
    let samples = samples(resolution, count: 10_000)
    let sink = try SndfileSink(
      at: path, format: format(), resolution: resolution, replacing: false, source: "none")
    try sink.write(Array(samples[..<4_000]))
    try sink.write(Array(samples[4_000...]))
    try sink.finish()
    #expect(try AudioClip(decoding: path).interleaved == samples)
  }

  /// libsndfile's chunk with the peaks of floating-point samples contains the time of writing.
  @Test(arguments: kinds)
  func `no file contains the time at which it was written`(
    ending: String, resolution: SampleResolution
  ) throws {
    let path = folder.path(of: "a.\(ending)")
    let sink = try SndfileSink(
      at: path, format: format(), resolution: resolution, replacing: false, source: "none")
    try sink.write(samples(resolution, count: 10_000))
    try sink.finish()
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(bytes.range(of: Data("PEAK".utf8)) == nil)
    #expect(bytes.range(of: Data("peak".utf8)) == nil)
  }

  #if canImport(Glibc)
    @Test func `what a killed process left is removed by the next file of the same name`() throws {
      let path = folder.path(of: "a.wav")
      let names = PendingFile.temporaryNames(beside: path)
      let others = PendingFile.temporaryNames(beside: folder.path(of: "b.wav"))
      let precious = try folder.file("precious.txt", text: "precious")
      // Abandoned, in use by another process, a link of somebody else, and one for another file.
      for name in [names[0], names[1], others[0]] {
        try Data("half".utf8).write(to: URL(fileURLWithPath: name))
      }
      let inUse = open(names[1], O_RDONLY)
      defer { close(inUse) }
      try #require(flock(inUse, LOCK_EX | LOCK_NB) == 0)
      try FileManager.default.createSymbolicLink(atPath: names[2], withDestinationPath: precious)
      let sink = try SndfileSink(
        at: path, format: format(), resolution: .integer24, replacing: true, source: "none")
      try sink.write([0.25, -0.25])
      try sink.finish()
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      let expected =
        ["a.wav", "precious.txt"]
        + [names[1], names[2], others[0]].map {
          ($0 as NSString).lastPathComponent
        }
      #expect(left == expected.sorted())
      #expect(try AudioClip(decoding: path).interleaved == [0.25, -0.25])
      #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    }
  #endif

  @Test func `a file that is being written is not taken for an abandoned one`() throws {
    let path = folder.path(of: "a.wav")
    let sinks = try (0..<6).map { _ in
      try SndfileSink(
        at: path, format: format(), resolution: .integer24, replacing: true, source: "none")
    }
    for (index, sink) in sinks.enumerated() { try sink.write([Float(index) / 8, 0]) }
    for (index, sink) in sinks.enumerated() {
      try sink.finish()
      #expect(try AudioClip(decoding: path).interleaved == [Float(index) / 8, 0])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.wav"])
  }

  @Test func `the file appears when it is finished, not before`() throws {
    let path = folder.path(of: "a.wav")
    let sink = try SndfileSink(
      at: path, format: format(), resolution: .integer24, replacing: false, source: "none")
    try sink.write([0, 0, 0.5, 0.5])
    #expect(!FileManager.default.fileExists(atPath: path))
    try sink.finish()
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.wav"])
  }

  @Test func `a discarded file leaves nothing behind`() throws {
    let sink = try SndfileSink(
      at: folder.path(of: "a.flac"), format: format(), resolution: .integer24, replacing: false,
      source: "none")
    try sink.write([0, 0, 0.5, 0.5])
    sink.discard()
    try sink.finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `an existing file is left alone, and replaced on request`() throws {
    let path = try folder.file("a.wav", text: "precious")
    #expect(throws: AudioWritingFailure(path: path, reason: .exists)) {
      try SndfileSink(
        at: path, format: format(), resolution: .integer24, replacing: false, source: "none")
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    let sink = try SndfileSink(
      at: path, format: format(), resolution: .integer24, replacing: true, source: "none")
    try sink.write([0.25, -0.25])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    try sink.finish()
    #expect(try AudioClip(decoding: path).interleaved == [0.25, -0.25])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.wav"])
  }

  @Test func `a file that appeared in the meantime is left alone`() throws {
    let path = folder.path(of: "a.wav")
    let sink = try SndfileSink(
      at: path, format: format(), resolution: .integer24, replacing: false, source: "none")
    try sink.write([0.25, -0.25])
    try folder.file("a.wav", text: "precious")
    #expect(throws: AudioWritingFailure(path: path, reason: .exists)) { try sink.finish() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test func `the source is never replaced, under any name`() throws {
    let source = try folder.file("source.wav", text: "precious")
    let link = folder.path(of: "link.wav")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: source)
    let twin = folder.path(of: "twin.wav")
    try FileManager.default.linkItem(atPath: source, toPath: twin)
    for path in [source, link, twin, "\(folder.path)/./source.wav"] {
      // A whole file, and a track of a CUE sheet in it.
      for source in [source, "\(source)/02"] {
        #expect(throws: AudioWritingFailure(path: path, reason: .isSource)) {
          try SndfileSink(
            at: path, format: format(), resolution: .integer24, replacing: true, source: source)
        }
      }
    }
  }

  @Test(arguments: ["a.mp3", "a", "wav", "a.wav.txt", ".flac/x"])
  func `an extension without a container is refused`(name: String) {
    let path = folder.path(of: name)
    #expect(throws: AudioWritingFailure(path: path, reason: .unknownEnding)) {
      try SndfileSink(
        at: path, format: format(), resolution: .integer24, replacing: false, source: "none")
    }
  }

  @Test(arguments: [("a.flac", 9, 44_100), ("a.flac", 0, 44_100)])
  func `what a container cannot hold is refused`(name: String, channels: Int, rate: Int) throws {
    let path = folder.path(of: name)
    let failure = #expect(throws: AudioWritingFailure.self) {
      try SndfileSink(
        at: path, format: format(channels: channels, rate: rate), resolution: .integer24,
        replacing: false, source: "none")
    }
    guard case .unsupported = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `FLAC refuses floating-point samples`() {
    #expect(throws: AudioWritingFailure.self) {
      try SndfileSink(
        at: folder.path(of: "a.flac"), format: format(), resolution: .float32, replacing: false,
        source: "none")
    }
  }

  @Test func `a missing folder is reported with the system's reason`() {
    let path = folder.path(of: "none/a.wav")
    let failure = #expect(throws: AudioWritingFailure.self) {
      try SndfileSink(
        at: path, format: format(), resolution: .integer24, replacing: false, source: "none")
    }
    guard case .system(let reason) = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(reason.code == ENOENT)
  }
}
