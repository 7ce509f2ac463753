import AudioDecoding
import AudioFixtures
import Foundation
import MasteringModel
import Testing

/// Paths whose links were resolved when access was checked, and files replaced by links afterwards.
@Suite struct LinkTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    for name in ["inside", "outside"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: false)
      try folder.file("\(name)/sound.wav", .sine(frames: 100), as: .integer16)
    }
    path = try #require(realpath(folder.path(of: "inside"), nil).map(Self.taken)) + "/sound.wav"
  }

  private static func taken(_ text: UnsafeMutablePointer<CChar>) -> String {
    defer { free(text) }
    return String(cString: text)
  }

  /// The failure of every way in which a decoder reads the path; nil for success.
  private func failures(of decoder: some AudioDecoder) -> [AudioFailure?] {
    func failure(_ body: () throws(AudioFailure) -> Void) -> AudioFailure? {
      do throws(AudioFailure) { try body() } catch { return error }
      return nil
    }
    return [
      failure { () throws(AudioFailure) in _ = try decoder.open(path) },
      failure { () throws(AudioFailure) in _ = try decoder.identity(ofFileAt: path) },
    ]
  }

  private static let decoders: [any AudioDecoder] = [
    SndfileDecoder(followsLinks: false), CombinedDecoder(followsLinks: false),
    FFmpegDecoder(programs: nil, followsLinks: false),
  ]

  private func expectNothingIsFound() {
    for decoder in Self.decoders {
      #expect(failures(of: decoder) == [.notFound(path: path), .notFound(path: path)])
    }
    #expect(failures(of: CombinedDecoder()) == [nil, nil])
  }

  @Test func `a file at its own path is read`() throws {
    for decoder in Self.decoders.dropLast() { #expect(failures(of: decoder) == [nil, nil]) }
    let identity = try CombinedDecoder(followsLinks: false).identity(ofFileAt: path)
    #expect(try identity == CombinedDecoder().identity(ofFileAt: path))
  }

  @Test func `a link in place of the file leads nowhere`() throws {
    try FileManager.default.removeItem(atPath: path)
    _ = try folder.link("inside/sound.wav", to: "../outside/sound.wav")
    expectNothingIsFound()
  }

  @Test func `a link in place of its folder leads nowhere`() throws {
    try FileManager.default.removeItem(atPath: folder.path(of: "inside"))
    _ = try folder.link("inside", to: "outside")
    expectNothingIsFound()
  }

  private static let sheet = """
    FILE "sound.wav" WAVE
      TRACK 01 AUDIO
        INDEX 01 00:00:00
      TRACK 02 AUDIO
        INDEX 01 00:00:01

    """

  /// The failures for a track that exists and one that does not; nil for success.
  private func trackFailures(_ decoder: CombinedDecoder) -> [AudioFailure?] {
    [1, 9].flatMap { number -> [AudioFailure?] in
      let track = "\(path)/0\(number)"
      func failure(_ body: () throws(AudioFailure) -> Void) -> AudioFailure? {
        do throws(AudioFailure) { try body() } catch { return error }
        return nil
      }
      return [
        failure { () throws(AudioFailure) in _ = try decoder.open(track) },
        failure { () throws(AudioFailure) in _ = try decoder.identity(ofFileAt: track) },
      ]
    }
  }

  @Test func `a sheet behind a link in place of its folder reveals nothing about its tracks`()
    throws
  {
    try folder.file("inside/sound.wav", .sine(frames: 2000), as: .integer16)
    try folder.file("outside/sound.wav", .sine(frames: 2000), as: .integer16)
    for name in ["inside", "outside"] { try folder.file("\(name)/sound.cue", text: Self.sheet) }
    let outer = String(path.dropLast("sound.wav".utf8.count))
    func division(_ reader: CueTracks) -> [Int] {
      reader.division(ofFiles: ["sound.wav"], inFolder: outer) { _ in false }.tracks.map(\.count)
    }
    let noTrack = AudioFailure.cueSheet(
      path: "\(path)/09", .noSuchTrack(number: 9, count: 2))
    #expect(division(CueTracks(followsLinks: false)) == [2])
    let before = trackFailures(CombinedDecoder(followsLinks: false))
    #expect(before == [nil, nil, noTrack, noTrack])

    try FileManager.default.removeItem(atPath: folder.path(of: "inside"))
    _ = try folder.link("inside", to: "outside")
    #expect(division(CueTracks(followsLinks: false)) == [0])
    let gone = ["01", "01", "09", "09"].map { AudioFailure.notFound(path: "\(path)/\($0)") }
    #expect(trackFailures(CombinedDecoder(followsLinks: false)) == gone)
    // If links are followed, it is read; this shows that the test can fail.
    #expect(division(CueTracks()) == [2])
    #expect(trackFailures(CombinedDecoder()) == [nil, nil, noTrack, noTrack])
  }

  @Test func `a sheet in a file behind a link divides nothing`() throws {
    let sound = try AudioFileKind.sndfile(.flac16).bytes(of: .sine(frames: 2000), in: folder)
    let comments = SheetBytes.comments(["CUESHEET=\(Self.sheet)"])
    try folder.file("outside/x.flac", SheetBytes.inserting(4, comments, in: sound))
    _ = try folder.link("inside/x.flac", to: "../outside/x.flac")
    let outer = String(path.dropLast("sound.wav".utf8.count))
    func division(_ reader: CueTracks) -> [Int] {
      reader.division(ofFiles: ["x.flac"], inFolder: outer) { _ in false }.tracks.map(\.count)
    }
    #expect(division(CueTracks(followsLinks: false)) == [0])
    #expect(division(CueTracks()) == [2])
  }

  @Test func `anything but a file is refused as usual`() throws {
    let decoder = CombinedDecoder(followsLinks: false)
    let outer = String(path.dropLast("/sound.wav".utf8.count))
    #expect(throws: AudioFailure.notAFile(path: outer, kind: .folder)) { try decoder.open(outer) }
    #expect(throws: AudioFailure.notFound(path: path + "\0")) { try decoder.open(path + "\0") }
    #expect(throws: AudioFailure.notFound(path: path + "/")) { try decoder.open(path + "/") }
    let gone = outer + "/gone.wav"
    #expect(throws: AudioFailure.notFound(path: gone)) { try decoder.open(gone) }
    let pipe = outer + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: AudioFailure.notAFile(path: pipe, kind: .pipe)) { try decoder.open(pipe) }
  }

  @Test func `an open file is read, whatever replaces it`() throws {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    try folder.file("inside/sound.wav", text: "Not a sound.")
    try FileManager.default.removeItem(atPath: path)
    try folder.file("inside/other.wav", .sine(frames: 100), as: .integer16)
    let other = open(folder.path(of: "inside/other.wav"), O_RDONLY)
    defer { close(other) }
    _ = try folder.link("inside/sound.wav", to: "../outside/sound.wav")
    // The file that was opened first now contains text.
    #expect(throws: AudioFailure.self) {
      try CombinedDecoder().open(file: descriptor, at: path)
    }
    #expect(try CombinedDecoder().open(file: other, at: path).format.declaredFrames == 100)
  }
}
