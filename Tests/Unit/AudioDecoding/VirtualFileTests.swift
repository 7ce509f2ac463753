import AudioFixtures
import Foundation
import Testing

@testable import AudioDecoding

@Suite struct VirtualFileTests {
  private static let offsets: [Int64] = [.max, .max - 1, .max - 100, 1 << 62]

  @Test(arguments: offsets)
  func `a read beyond any possible end returns nothing`(
    _ offset: Int64
  ) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("noise.wav", .noise(), as: .integer16)
    let file = try RegularFile(path: path)
    // As after a tag: the visible part does not begin at the start of the file.
    let survey = ContainerSurvey(kind: .wav, shown: 100..<file.sizeBytes)
    let shown = VirtualFile(file, survey)
    let place = shown.seek(to: offset, whence: SEEK_SET)
    #expect(place == offset || place == -1)
    _ = shown.seek(to: offset, whence: SEEK_CUR)
    _ = shown.seek(to: offset, whence: SEEK_END)
    var bytes = [UInt8](repeating: 1, count: 64)
    #expect(bytes.withUnsafeMutableBytes { shown.read(into: $0) } <= 64)
  }
}
