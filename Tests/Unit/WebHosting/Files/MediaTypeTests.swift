import AudioFixtures
import Foundation
import LibraryAnalysis
import Testing

@testable import WebHosting

@Suite struct MediaTypeTests {
  @Test(arguments: AudioFileNames.endings)
  func `every file of a library has an audio type`(_ ending: String) {
    #expect(MediaType.ofFile(named: "/music/take 7.\(ending.uppercased())").hasPrefix("audio/"))
  }

  @Test(arguments: ["/music/flac", "/music.flac/take", "take.", "", "/", "take.flac/"])
  func `a name without an extension has no audio type`(_ path: String) {
    #expect(MediaType.ofFile(named: path) == "application/octet-stream")
  }

  @Test func `the page has a label for every type`() throws {
    let page = try String(
      contentsOfFile: Repository.root + "/Sources/WebHosting/Page/words.js", encoding: .utf8)
    for ending in AudioFileNames.endings {
      #expect(page.contains("\"\(MediaType.ofFile(named: "take.\(ending)"))\": \""))
    }
  }
}
