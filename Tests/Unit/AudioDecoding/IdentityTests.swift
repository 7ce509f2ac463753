import AudioDecoding
import AudioFixtures
import MasteringModel
import SystemCalls
import Testing

@Suite struct IdentityTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.file("sound.wav", .sine(frames: 100), as: .integer16)
  }

  private func identity(of path: String? = nil) throws -> TrackIdentity {
    try SndfileDecoder().identity(ofFileAt: path ?? self.path)
  }

  /// Sets the modification time of the file.
  private func setTime(seconds: Int, nanoseconds: Int) throws {
    let times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: nanoseconds)]
    #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
  }

  @Test func `an unchanged file keeps its identity`() throws {
    #expect(try identity() == identity())
  }

  @Test func `the time is in nanoseconds`() throws {
    try setTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
    #expect(try identity().modifiedAtNanoseconds == 1_700_000_000_123_456_789)
    #expect(try identity().sizeBytes == 244)
  }

  @Test func `a modified file has another identity`() throws {
    try setTime(seconds: 1_700_000_000, nanoseconds: 0)
    let before = try identity()
    try setTime(seconds: 1_700_000_000, nanoseconds: 1)
    #expect(try identity() != before)
  }

  @Test func `a file of another length has another identity, even at the same time`() throws {
    try setTime(seconds: 1_700_000_000, nanoseconds: 0)
    let before = try identity()
    try folder.file("sound.wav", .sine(frames: 101), as: .integer16)
    try setTime(seconds: 1_700_000_000, nanoseconds: 0)
    #expect(try identity() != before)
  }

  @Test func `a link has the identity of its target`() throws {
    let link = try folder.link("link.wav", to: "sound.wav")
    #expect(try identity(of: link) == identity())
    #expect(try identity().path.hasPrefix("/"))
    #expect(try identity(of: folder.path + "/./sound.wav") == identity())
  }

  @Test func `anything but a file has no identity`() {
    #expect(throws: AudioFailure.notAFile(path: folder.path, kind: .folder)) {
      try identity(of: folder.path)
    }
  }
}
