import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// The settings file: what it may contain, which commands use it, and what overrides it.
@Suite(.takesTurns(at: .process)) struct ConfigCommandTests {
  private let folder: TemporaryFolder
  private let song: String

  init() throws {
    folder = try TemporaryFolder()
    song = try folder.file("song.wav", .noise(frames: 44_100), as: .integer16)
  }

  /// Runs a command with a settings file that has these lines.
  private func run(
    _ arguments: String..., settings: String, environment: [String: String] = [:]
  ) async throws -> MasteringProcess {
    try folder.file("settings", text: settings)
    return try await MasteringProcess.run(
      arguments,
      environment: ["MASTERING_CONFIG": folder.path(of: "settings"), "HOME": folder.path]
        .merging(environment) { $1 })
  }

  /// What `mastering config --json` reports for a setting.
  private func setting(_ name: String, _ settings: String) async throws -> JSON {
    let run = try await run("config", "--json", settings: settings)
    try #require(run.status == 0, "\(run.errors)")
    return try #require(JSON.parse(run.output)["settings"]?[name])
  }

  // MARK: Contents

  @Test(arguments: [
    ("threshold = 0.5", "threshold", #"{"value":0.5,"line":1}"#),
    ("# a comment\n\n  top-k=2  \r\n", "top-k", #"{"value":2,"line":3}"#),
    ("\u{FEFF}ceiling = -2.5", "ceiling", #"{"value":-2.5,"line":1}"#),
    ("weighting = dimension", "weighting", #"{"value":"dimension","line":1}"#),
    ("cache = none", "cache", #"{"value":"none","line":1}"#),
    ("cache = sidecar", "cache", #"{"value":"sidecar","line":1}"#),
    ("cache = /a b/c=d.sqlite", "cache", #"{"value":"/a b/c=d.sqlite","line":1}"#),
    ("profiles = /p\nwith-built-in = yes", "with-built-in", #"{"value":true,"line":2}"#),
    ("profiles = /p", "with-built-in", #"{"value":false,"line":null}"#),
    ("", "threshold", #"{"value":0.4,"line":null}"#), ("", "top-k", #"{"value":3,"line":null}"#),
    ("", "ceiling", #"{"value":-1.0,"line":null}"#),
    ("", "profiles", #"{"value":null,"line":null}"#),
  ])
  func `each line is a setting`(settings: String, name: String, expected: String) async throws {
    #expect(try await setting(name, settings).text() == expected)
  }

  @Test func `a path may begin with the home folder`() async throws {
    let expected = folder.path(of: "music/profiles")
    #expect(
      try await setting("profiles", "profiles = ~/music/profiles")["value"] == .string(expected))
  }

  @Test(arguments: [
    ("threshold = 0.5\nthreshold = 0.6", "settings:2: threshold is already set in line 1"),
    ("threshold = 7", "settings:1: threshold: the confidence threshold 7.0 is not a number from 0"),
    ("threshold = a lot", "settings:1: threshold: 'a lot' is not a number"),
    ("threshold = nan", "settings:1: threshold: 'nan' is not a number"),
    ("threshold =", "settings:1: threshold has no value"),
    ("threshold", "settings:1: 'threshold' has no '='"),
    ("\n\ntreshold = 0.5", "settings:3: unknown setting 'treshold'; known: profiles,"),
    ("top-k = 0", "settings:1: top-k: top-k is 0"),
    ("top-k = 1.5", "settings:1: top-k: '1.5' is not a whole number"),
    ("top-k = 99999999999999999999", "settings:1: top-k: "),
    ("ceiling = 3", "settings:1: ceiling: the ceiling 3.0 is not a number of dBTP from −60 to 0"),
    ("weighting = all", "settings:1: weighting: must be plain or dimension, not 'all'"),
    ("profiles = mine", "settings:1: profiles: 'mine' is not a path that begins with / or ~/"),
    ("cache = ~user/c", "settings:1: cache: '~user/c' is not a path"),
    ("with-built-in = yes", "settings:1: with-built-in needs profiles"),
    ("profiles = /p\nwith-built-in = maybe", "settings:2: with-built-in: must be yes or no"),
  ])
  func `a line that cannot be used is named, and nothing is done`(
    settings: String, words: String
  ) async throws {
    for command in [["config"], ["recommend", song]] {
      try folder.file("settings", text: settings)
      let run = try await MasteringProcess.run(
        command, environment: ["MASTERING_CONFIG": folder.path(of: "settings")])
      #expect(run.status == 64)
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(run.errorLines.count == 1)
      #expect(run.output.isEmpty)
    }
  }

  @Test func `every mistake is named, in the order of the lines`() async throws {
    let run = try await run("config", settings: "top-k = 0\nnothing\nthreshold = 2\ncache = none")
    #expect(run.status == 64)
    let lines = run.errorLines.compactMap { $0.firstMatch(of: /settings:(\d):/)?.output.1 }
    #expect(lines == ["1", "2", "3"])
  }

  @Test func `a file that is not text, too large, or missing is refused`() async throws {
    try folder.file("bytes", [0x61, 0xFF, 0xFE])
    try folder.file("large", text: String(repeating: "#\n", count: 40_000))
    for (name, words) in [
      ("bytes", "the file is not UTF-8 text"), ("large", "it has more than 65536 bytes"),
      ("none", "cannot be read: No such file"), ("", "cannot be read: Is a directory"),
    ] {
      let run = try await MasteringProcess.run(
        "config", environment: ["MASTERING_CONFIG": folder.path + "/" + name])
      #expect(run.status == 64)
      #expect(run.errors.contains(words), "\(run.errors)")
    }
  }

  @Test func `help does not need valid settings`() async throws {
    let run = try await run("recommend", "--help", settings: "nonsense")
    #expect(run.status == 0)
  }

  // MARK: Location

  @Test func `it is in the config folder, and need not exist`() async throws {
    let parent = folder.path(of: "config")
    let path = "\(parent)/adaptive-mastering/config"
    let before = try await MasteringProcess.run(
      "config", environment: ["XDG_CONFIG_HOME": parent])
    #expect(before.status == 0)
    #expect(before.outputLines.first == path[...])
    #expect(before.output.contains("This file does not exist yet."))
    _ = try folder.folder("config")
    _ = try folder.folder("config/adaptive-mastering")
    try folder.file("config/adaptive-mastering/config", text: "threshold = 0.9")
    let after = try await MasteringProcess.run("config", environment: ["XDG_CONFIG_HOME": parent])
    #expect(after.output.contains(/threshold +0.9 +\(line 1\)/))
    #expect(after.output.contains(/top-k +3 +\(default\)/))
    let fromHome = try await MasteringProcess.run(
      "config", "--path", environment: ["XDG_CONFIG_HOME": "", "HOME": "/home/somewhere"])
    #expect(fromHome.output == "/home/somewhere/.config/adaptive-mastering/config\n")
  }

  @Test func `an empty MASTERING_CONFIG is no settings file`() async throws {
    let parent = try folder.folder("config")
    _ = try folder.folder("config/adaptive-mastering")
    try folder.file("config/adaptive-mastering/config", text: "threshold = 0.9")
    let run = try await MasteringProcess.run(
      "config", environment: ["XDG_CONFIG_HOME": parent, "MASTERING_CONFIG": ""])
    #expect(run.output.contains(/threshold +0.4 +\(default\)/))
  }

  // MARK: Commands that use it

  private func recommendation(_ run: MasteringProcess) throws -> JSON {
    try #require(run.status == 0, "\(run.errors)")
    return try JSON.parse(run.output)
  }

  @Test func `recommend uses it, and options override it`() async throws {
    let settings = "threshold = 0.9\ntop-k = 2"
    let set = try recommendation(try await run("recommend", "--json", song, settings: settings))
    #expect(set["confidence_threshold"]?.asDouble == 0.9)
    let given = try recommendation(
      try await run("recommend", "--json", "--threshold", "0.1", song, settings: settings))
    #expect(given["confidence_threshold"]?.asDouble == 0.1)
    let single = try recommendation(
      try await run("recommend", "--json", "--single", song, settings: settings))
    #expect(single["confidence_threshold"]?.asDouble == 0)
    #expect(single["alternative_profiles"]?.elements?.count == 1)
  }

  @Test func `it sets the cache for the cache commands as well`() async throws {
    let settings = "cache = ~/mine.sqlite"
    #expect(try await run("recommend", song, settings: settings).status == 0)
    let stats = try await run("cache", "stats", "--json", settings: settings)
    let object = try JSON.parse(stats.output)
    #expect(object["path"] == .string(folder.path(of: "mine.sqlite")))
    #expect(object["analyses"] == .integer(1))
  }

  @Test(
    arguments: [
      ("none", "there is none"), ("sidecar", "there is no database"),
    ], ["stats", "verify", "clear"])
  func `without a database, the cache commands say so`(
    _ cache: (value: String, words: String), command: String
  ) async throws {
    let settings = "cache = \(cache.value)"
    let run = try await run("cache", command, settings: settings)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(
      run.errors
        == "mastering: cache: \(cache.words): the settings say '\(settings)'. "
        + "Name a file with --cache.\n")
    let named = try await self.run(
      "cache", command, "--cache", folder.path(of: "mine.sqlite"), settings: settings)
    #expect(named.status == 0)
  }

  @Test func `it sets the profiles, unless an option names others`() async throws {
    let export = try await MasteringProcess.run("profiles", "export")
    try folder.file(
      "mine.yaml", text: export.output.replacing("warm-masters-spectral-v1", with: "mine-v1"))
    let settings = "profiles = ~/mine.yaml"
    let set = try await run("profiles", "list", settings: settings)
    #expect(set.output.contains("mine-v1"))
    try folder.file("others.yaml", text: export.output)
    let given = try await run(
      "profiles", "list", "--profiles", folder.path(of: "others.yaml"), settings: settings)
    #expect(!given.output.contains("mine-v1"))
  }

  @Test func `rpc uses it for calls that leave a setting out`() async throws {
    try folder.file("settings", text: "threshold = 0.9")
    let host = try RPCProcess(
      environment: ["MASTERING_CONFIG": folder.path(of: "settings")])
    let call = #""track_id":1,"path":"\#(song)""#
    let set = try await host.call("recommendation.weighted", "{\(call)}")
    #expect(set["confidence_threshold"]?.asDouble == 0.9)
    let given = try await host.call(
      "recommendation.weighted", #"{\#(call),"confidence_threshold":0.1}"#)
    #expect(given["confidence_threshold"]?.asDouble == 0.1)
    #expect(try await host.finish() == 0)
  }

  @Test(.takesTurns(at: .server))
  func `serve uses it for requests that leave a setting out`() async throws {
    let shelf = try Shelf()
    try shelf.add(noise: "one.wav")
    try folder.file("settings", text: "threshold = 0.9")
    let environment = ["MASTERING_CONFIG": folder.path(of: "settings")]
    try await withServer(shelf, environment: environment) { server in
      let track = try await server.track(titled: "one")
      let target = "/api/player/mastering/recommendation/\(track)"
      let set = try JSON.parse(try await server.get(target).text)
      #expect(set["confidence_threshold"]?.asDouble == 0.9)
      let given = try JSON.parse(
        try await server.get("\(target)?confidence_threshold=0.1").text)
      #expect(given["confidence_threshold"]?.asDouble == 0.1)
    }
  }

  @Test func `the conformance run of our own host uses none`() async throws {
    let run = try await run(
      "conformance", "run", "--self", "--filter", "recommendation/worked-example*",
      settings: "threshold = 0.99\ntop-k = 1",
      environment: ["MASTERING_GOLDEN": "\(Repository.root)/Tests/Golden"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }
}
