import AudioFixtures
import StrictJSON
import Testing

/// `mastering profiles preview`: how recommendations would change.
@Suite(.takesTurns(at: .process)) struct PreviewCommandTests {
  private let folder: TemporaryFolder
  private let music: String

  init() throws {
    folder = try TemporaryFolder()
    music = try folder.albums()
  }

  private func run(_ arguments: String...) async throws -> MasteringProcess {
    try await MasteringProcess.run(
      ["profiles", "preview", "--progress", "never"] + arguments,
      environment: ["XDG_CACHE_HOME": folder.path(of: "cache")])
  }

  /// A profile that matches every track.
  private func greedyProfile() throws -> String {
    try folder.file(
      "greedy.yaml",
      text: """
        profiles:
          - profile_id: greedy-v1
            name: Greedy
            version: "1.0"
            detection_rules:
              loudness_dbfs: [-40, 0]
              crest_db: [0, 35]
              zero_crossing_rate: [0.0, 0.2]
            processing_targets:
              loudness_change_db: 1
              crest_change_db: 0
              centroid_change_hz: 0
            training:
              source: Nothing
              tracks: 0
            confidence: 0.5
        """)
  }

  @Test func `a profile that fits better changes what recommend says, and nothing else`()
    async throws
  {
    let profile = try greedyProfile()
    let run = try await run("--new", profile, "--json", music)
    #expect(run.status == 0)
    let document = try JSON.parse(run.output)
    #expect(document["tracks"] == .integer(6))
    let changed = try #require(document["changed"]?.elements)
    #expect(!changed.isEmpty)
    for track in changed {
      let file = try #require(track["file"]?.asString)
      // The reference is `recommend`, run without the new profile and with it.
      let before = try await MasteringProcess.run("recommend", "--json", file)
      let after = try await MasteringProcess.run(
        "recommend", "--json", "--profiles", profile, "--with-built-in", file)
      for (side, run) in [("now", before), ("then", after)] {
        let told = try JSON.parse(run.output)
        #expect(track[side]?["primary_profile_id"] == told["primary_profile_id"], "\(file)")
        #expect(track[side]?["is_hybrid"] == told["is_hybrid"], "\(file)")
        #expect(
          track[side]?["loudness_change"] == told["predicted_loudness_change"], "\(file)")
      }
      #expect(track["now"] != track["then"])
    }
    let words = try await self.run("--new", profile, music)
    #expect(
      words.outputLines.last == "\(changed.count) of 6 tracks would get a different recommendation")
  }

  @Test func `a profile far from all music changes nothing`() async throws {
    let far = try folder.file(
      "far.yaml",
      text: """
        profiles:
          - profile_id: far-v1
            name: Far
            version: "1.0"
            detection_rules:
              loudness_dbfs: [50, 60]
              crest_db: [90, 95]
              zero_crossing_rate: [0.9, 1.0]
            processing_targets:
              loudness_change_db: 1
              crest_change_db: 0
              centroid_change_hz: 0
            training:
              source: Nothing
              tracks: 0
            confidence: 0.5
        """)
    let run = try await run("--new", far, music)
    #expect(run.status == 0)
    #expect(run.output == "0 of 6 tracks would get a different recommendation\n")
  }

  @Test func `a taste changes blends alone`() async throws {
    let events = [
      #"{"format":"adaptive-mastering-taste","edition":1}"#,
      #"{"id":"one","at":"2026-11-30T00:00:00Z","kind":"adjusted","strengths":{"loudness":2,"crest":2,"#
        + #""spectral_centroid":2},"ranking":[{"profile_id":"live-rock-preservation-v1","score":0.4,"#
        + #""weight":1},{"profile_id":"damaged-studio-restoration-v1","score":0.4,"weight":0}]}"#,
    ]
    let taste = try folder.file("taste.ndjson", text: events.map { $0 + "\n" }.joined())
    let run = try await run("--taste", "--taste-file", taste, "--json", music)
    #expect(run.status == 0)
    let changed = try #require(try JSON.parse(run.output)["changed"]?.elements)
    #expect(!changed.isEmpty)
    #expect(changed.allSatisfy { $0["now"]?["is_hybrid"] == .bool(true) })
    #expect(
      changed.allSatisfy { $0["now"]?["primary_profile_id"] == $0["then"]?["primary_profile_id"] })
  }

  @Test func `without anything new there is nothing to preview`() async throws {
    let run = try await run(music)
    #expect(run.status == 64)
    #expect(run.errors.contains("Give --new with profiles, or --taste, or both."))
  }
}
