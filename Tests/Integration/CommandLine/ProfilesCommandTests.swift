import AudioFixtures
import MasteringModel
import ProfileCatalog
import Testing

@Suite(.takesTurns(at: .process)) struct ProfilesCommandTests {
  private let folder: TemporaryFolder
  private let amen = Repository.example("loop_amen_full.flac")
  private let ids = BuiltInProfiles.all.map(\.id)

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [["profiles"], ["profiles", "list"]])
  func `the profiles are listed in catalogue order`(arguments: [String]) async throws {
    let run = try await MasteringProcess.run(arguments)
    #expect(run.status == 0)
    #expect(run.outputLines.map { $0.split(separator: " ").first.map(String.init) } == ids)
  }

  @Test func `the JSON of the list is an array of the profiles`() async throws {
    let run = try await MasteringProcess.run("profiles", "list", "--json")
    #expect(keys(inDepth: 2, of: run.output).count { $0 == "profile_id" } == ids.count)
    #expect(run.output.hasPrefix("[\n") && run.output.hasSuffix("]\n"))
  }

  @Test func `a profile is shown with its rules and its targets`() async throws {
    let run = try await MasteringProcess.run("profiles", "show", "bright-masters-spectral-v1")
    #expect(run.status == 0)
    #expect(run.outputLines.first == "Bright Masters - High-Frequency Emphasis")
    #expect(run.outputLines.contains("    Loudness              −15.5 to −12.5 dBFS"))
    #expect(run.outputLines.contains("    Brightness            +130.0 Hz"))
  }

  @Test func `a missing profile is reported with those that exist`() async throws {
    let run = try await MasteringProcess.run("profiles", "show", "no-such-profile")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("mastering: there is no profile no-such-profile; known: "))
    #expect(ids.allSatisfy { run.errors.contains($0) })
  }

  @Test func `exported profiles give the same recommendation when read back`() async throws {
    let export = try await MasteringProcess.run("profiles", "export")
    #expect(export.status == 0)
    let path = try folder.file("exported.yaml", text: export.output)
    let (own, readBack) = try await (
      MasteringProcess.run("recommend", "--json", amen),
      MasteringProcess.run("recommend", "--json", "--profiles", path, amen)
    )
    #expect(readBack.status == 0)
    #expect(readBack.output == own.output)
  }

  @Test func `exported profiles give the same export when read back`() async throws {
    let export = try await MasteringProcess.run("profiles", "export")
    let path = try folder.file("exported.yaml", text: export.output)
    let again = try await MasteringProcess.run("profiles", "export", "--profiles", path)
    #expect(again.output == export.output)
  }

  @Test func `a changed profile gives another recommendation`() async throws {
    let export = try await MasteringProcess.run("profiles", "export", "warm-masters-spectral-v1")
    let path = try folder.file("warm.yaml", text: export.output)
    let run = try await MasteringProcess.run("recommend", "--json", "--profiles", path, amen)
    let own = try await MasteringProcess.run("recommend", "--json", amen)
    #expect(run.status == 0)
    #expect(run.output != own.output)
  }

  @Test func `exported profiles are valid`() async throws {
    let export = try await MasteringProcess.run("profiles", "export")
    let path = try folder.file("exported.yaml", text: export.output)
    let run = try await MasteringProcess.run("profiles", "check", path)
    #expect(run.status == 0)
    #expect(run.output == "7 profiles valid, 0 problems\n")
    // Five of the seven profiles raise the peak.
    let warnings = run.errors.split(separator: "\n")
    #expect(warnings.count == 5)
    #expect(warnings.allSatisfy { $0.contains("warning: ") && $0.contains("raise the peak") })
  }

  @Test(arguments: [
    ("bright-masters-spectral-v1", 0), ("dark-masters-spectral-v1", 1),
  ])
  func `a blend of built-in profiles is valid by itself, one of unknown profiles is not`(
    _ member: String, _ problems: Int32
  ) async throws {
    let path = try folder.file(
      "blends.yaml",
      text: """
        blends:
          - blend_id: mine
            name: Mine
            members:
              - {profile_id: live-rock-preservation-v1, weight: 0.5}
              - {profile_id: \(member), weight: 0.5}

        """)
    let run = try await MasteringProcess.run("profiles", "check", path)
    #expect(run.status == problems)
    #expect(run.output.hasSuffix(", \(problems) \(problems == 1 ? "problem" : "problems")\n"))
    #expect(run.errors.contains(member) == (problems > 0))
  }

  @Test func `a problem is reported by file, line and column`() async throws {
    let export = try await MasteringProcess.run("profiles", "export", "warm-masters-spectral-v1")
    let lines = export.output.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasPrefix("confidence:") })
    var spoilt = lines
    spoilt[line] = "confidence: very"
    let path = try folder.file("spoilt.yaml", text: spoilt.joined(separator: "\n"))
    let run = try await MasteringProcess.run("profiles", "check", path)
    #expect(run.status == 1)
    #expect(run.output == "0 profiles valid, 1 problem\n")
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("mastering: \(path):\(line + 1):13: "))
  }

  @Test func `a folder without profiles cannot be used in a comparison`() async throws {
    let run = try await MasteringProcess.run(
      "recommend", "--profiles", try folder.folder("empty"), amen)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("there is no profile to compare with"))
  }
}
