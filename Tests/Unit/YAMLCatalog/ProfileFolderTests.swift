import Foundation
import MasteringModel
import ProfileCatalog
import ProviderTesting
import Testing
import YAMLCatalog

@Suite struct ProfileFolderTests {
  /// A folder that is removed when the test no longer uses it.
  final class Folder {
    let path: String

    init() throws {
      let url = FileManager.default.temporaryDirectory
        .appending(path: "profiles-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      path = url.path(percentEncoded: false)
    }

    deinit {
      try? FileManager.default.removeItem(atPath: path)
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
      try Data(text.utf8).write(to: URL(filePath: path(name)))
    }
  }

  @Test func `the files of a folder are read in name order; hidden and other files are skipped`()
    throws
  {
    let folder = try Folder()
    try folder.write(ProfileText.with(id: "b"), to: "b.yml")
    try folder.write(ProfileText.with(id: "a"), to: "a.yaml")
    try folder.write(#"{"profiles": []}"#, to: ".hidden.json")
    try folder.write("nothing for us", to: "README.md")
    try folder.write(ProfileText.with(id: "c"), to: "c.YAML")
    let result = ProfileRegistry().importing(contentsOf: folder.path)
    #expect(result.problems.isEmpty)
    #expect(result.registry.profiles.map(\.id) == ["a", "b", "c"])
  }

  @Test func `a JSON file is read as JSON`() throws {
    let folder = try Folder()
    let path = folder.path("p.json")
    try folder.write(
      #"""
      {
      	"profile_id": "j", "name": "J \u00e9\/\"", "version": "1.10",
      	"detection_rules": {"loudness_dbfs": [-15, -12], "crest_db":[9,12.5],
      		"zero_crossing_rate": [7e-2, 9E-2], "spectral_centroid_hz": null},
      	"processing_targets": {"loudness_change_db": 0, "crest_change_db": 0.0,
      		"centroid_change_hz": -77.5},
      	"training": {"source": "", "tracks": 0}, "confidence": 0.5
      }
      """#, to: "p.json")
    let result = ProfileRegistry().importing(contentsOf: path)
    #expect(result.problems.isEmpty)
    #expect(result.added.map(\.name) == ["J é/\""])
    #expect(result.added.map(\.version.description) == ["1.10"])
    #expect(result.added.first?.detectionRules.zeroCrossingRate.lowerBound == 0.07)
  }

  @Test func `a JSON surrogate pair is combined`() throws {
    let folder = try Folder()
    let text = ProfileText.with([2: #"name: "\ud83c\uDFB8 \\ud83c\\udfb8 \u00e9""#])
    try folder.write(text, to: "p.json")
    let result = ProfileRegistry().importing(contentsOf: folder.path)
    #expect(result.added.map(\.name) == [#"🎸 \ud83c\udfb8 é"#])
  }

  @Test func `half a surrogate pair in JSON is a syntax error`() throws {
    let folder = try Folder()
    try folder.write(ProfileText.with([2: #"name: "\ud83c!""#]), to: "p.json")
    let result = ProfileRegistry().importing(contentsOf: folder.path)
    #expect(result.problems.map(\.line) == [2])
  }

  @Test func `a folder with bad files still gives the others, and reports every problem`() throws {
    let folder = try Folder()
    try folder.write(ProfileText.with(id: "a"), to: "a.yaml")
    try folder.write("name: [\n", to: "b.yaml")
    try folder.write(ProfileText.with([1: "profile_id: c", 18: "confidence: 2"]), to: "c.yaml")
    try Data([0x61, 0x3A, 0xC3, 0xA9, 0xFF]).write(to: URL(filePath: folder.path("d.yaml")))
    try FileManager.default.createDirectory(
      atPath: folder.path("e.yaml"), withIntermediateDirectories: false)
    #expect(mkfifo(folder.path("f.yaml"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("g.yaml"), withDestinationPath: folder.path("nowhere"))
    try folder.write("", to: "h.json")
    let limit = ProfileRegistry.mostBytesPerFile
    try folder.write(String(repeating: "#", count: limit + 1), to: "i.yaml")
    try folder.write(ProfileText.with(id: "j"), to: "j.yaml")

    let result = ProfileRegistry().importing(contentsOf: folder.path)
    #expect(result.registry.profiles.map(\.id) == ["a", "j"])
    let names = result.problems.map { $0.file.map { String($0.dropFirst(folder.path.count + 1)) } }
    #expect(
      names == [
        "b.yaml", "c.yaml", "d.yaml", "e.yaml", "f.yaml", "g.yaml", "h.json", "i.yaml",
      ])
    let missing = SystemReason(code: ENOENT, text: String(cString: strerror(ENOENT)))
    #expect(result.problems.first?.line == 2)
    #expect(
      Array(result.causes.dropFirst()) == [
        .profile(
          InvalidProfile(profileID: "c", field: "confidence", reason: .outside(2, 0, 1))),
        .file(.notUTF8(byteOffset: 4)),
        .file(.notAFile(.folder)),
        .file(.notAFile(.pipe)),
        .file(.unreadable(missing)),
        .file(.empty),
        .file(.tooLarge(sizeBytes: limit + 1, limitBytes: limit)),
      ])
  }

  @Test func `a version in two files is refused in the second, with a reference to the first`()
    throws
  {
    let folder = try Folder()
    try folder.write(ProfileText.with(id: "a"), to: "1.yaml")
    try folder.write("\n\n" + ProfileText.with(id: "a"), to: "2.yaml")
    let result = ProfileRegistry().importing(contentsOf: folder.path)
    #expect(
      result.problems.map(\.place) == [
        SourcePlace(file: folder.path("2.yaml"), line: 3, column: 1)
      ])
    #expect(
      result.problems.map(\.earlierPlace) == [
        SourcePlace(file: folder.path("1.yaml"), line: 1, column: 1)
      ])
  }

  @Test func `a pipe is refused at once`() throws {
    let folder = try Folder()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let result = ProfileRegistry().importing(contentsOf: folder.path("pipe"))
    #expect(result.causes == [.file(.notAFile(.pipe))])
  }

  @Test func `a device is refused`() {
    let result = ProfileRegistry().importing(contentsOf: "/dev/zero")
    #expect(result.causes == [.file(.notAFile(.device))])
  }

  @Test func `a file is read to its end, whatever size it reports`() {
    // It reports size 0 and contains words separated by NULs, which are not YAML.
    let result = ProfileRegistry().importing(contentsOf: "/proc/self/cmdline")
    #expect(result.problems.count == 1)
    #expect(result.causes != [.file(.empty)])
  }

  @Test func `a missing folder is unreadable`() {
    let result = ProfileRegistry().importing(contentsOf: "/nonexistent/profiles")
    let reason = SystemReason(code: ENOENT, text: String(cString: strerror(ENOENT)))
    #expect(result.causes == [.file(.unreadable(reason))])
  }

  @Test func `an empty folder has no profiles`() throws {
    let folder = try Folder()
    #expect(ProfileRegistry().importing(contentsOf: folder.path).causes == [.file(.empty)])
  }

  // MARK: The provider

  @Test func `a folder can be the whole catalogue`() async throws {
    let folder = try Folder()
    try folder.write(ProfileText.with(id: "mine"), to: "mine.yaml")
    let provider = YAMLProfileProvider.load(folder.path)
    #expect(provider.problems.isEmpty)
    #expect(try await provider.catalogue().profiles.map(\.id) == ["mine"])
  }

  @Test func `a folder can be combined with the built-in profiles`() async throws {
    let folder = try Folder()
    try folder.write(ProfileText.with(id: "mine"), to: "mine.yaml")
    let provider = YAMLProfileProvider.load(folder.path, including: BuiltInProfiles.registry)
    #expect(
      try await provider.catalogue().profiles.map(\.id)
        == BuiltInProfiles.all.map(\.id) + ["mine"])
  }

  @Test func `a folder without a valid profile gives no catalogue`() async {
    let provider = YAMLProfileProvider.load("/nonexistent/profiles")
    #expect(provider.problems.count == 1)
    await #expect(throws: ProfileProviderFailure.invalid(.empty)) {
      try await provider.catalogue()
    }
  }

  @Test func `the provider of a folder keeps its promises`() async throws {
    let folder = try Folder()
    try folder.write(ProfileYAML.text(of: BuiltInProfiles.catalogue), to: "all.yaml")
    let path = folder.path
    let broken = await ProfileProviderContract { YAMLProfileProvider.load(path) }.check()
    #expect(broken.isEmpty, "\(broken)")
  }
}
