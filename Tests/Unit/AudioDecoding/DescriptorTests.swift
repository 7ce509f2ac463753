import AudioDecoding
import AudioFixtures
import Testing

#if os(Linux)
  import Foundation
  import MasteringModel

  /// These run one after another, because they count the open files of the whole process. Other
  /// suites open files at the same time, so a single count means nothing; a leak in every round
  /// does.
  @Suite(.serialized) struct DescriptorTests {
    private func openFiles(under folder: String) throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { name in
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/\(name)")
        return target?.hasPrefix(folder) ?? false
      }.count
    }

    @Test(arguments: AudioFileKind.all)
    func `a released stream has no file open`(kind: AudioFileKind) throws {
      let folder = try TemporaryFolder()
      let path = try kind.write(kind.clip(frames: 3000), in: folder)
      do {
        let stream = try SndfileDecoder().open(path)
        try stream.seek(toFrame: 2000)
        #expect(try openFiles(under: folder.path) == 1)
        withExtendedLifetime(stream) {}
      }
      #expect(try openFiles(under: folder.path) == 0)
    }

    @Test func `a refused file is closed`() throws {
      let folder = try TemporaryFolder()
      _ = refusal(of: try folder.file("text.wav", text: "Not a sound."))
      _ = refusal(of: try folder.file("header.wav", text: "RIFF\0\0\0\0WAVEfmt "))
      _ = refusal(of: try folder.file("empty.wav"))
      #expect(try openFiles(under: folder.path) == 0)
    }
  }
#endif
