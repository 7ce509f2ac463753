import AudioFixtures
import Foundation
import Testing

/// The shipped command, playing the golden cases with itself, with ports in other languages, and
/// with ports that misbehave.
@Suite(.takesTurns(at: .process)) struct ConformanceCommandTests {
  private static let suite = "\(Repository.root)/Tests/Golden"
  private static let adapters = "\(suite)/adapters"

  private func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> MasteringProcess {
    // Thousands of cases, possibly in a debug build, beside all other tests.
    try await MasteringProcess.run(
      ["conformance"] + arguments,
      environment: ["MASTERING_GOLDEN": Self.suite].merging(environment) { $1 },
      patience: .seconds(1800))
  }

  /// A host that describes itself, and then runs these lines for every request `m`.
  private func host(_ lines: String) -> String {
    let program = """
      import json, sys, time, os
      for line in sys.stdin:
          m = json.loads(line)
          if m["method"] == "engine.describe":
              print(json.dumps({"jsonrpc": "2.0", "id": m["id"], "result": {
                  "implementation": {"name": "bad", "version": "1"}, "specification": "2.0",
                  "capabilities": ["core"]}}), flush=True)
              continue
          \(lines)
      """
    return "python3 -c '\(program)'"
  }

  // MARK: Correct ports

  @Test(.enabled(if: MasteringProcess.isRelease, "GoldenTests plays every case in a debug build"))
  func `the command passes all of its own cases`() async throws {
    let run = try await run("run", "--self")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("\nAll "))
  }

  @Test(arguments: ["python3 '\(adapters)/port.py'", "node '\(adapters)/port.mjs'"])
  func `an example port passes what it claims`(_ command: String) async throws {
    // Python analyses the sixty loads of one case in about 7 s, too close to the usual limit.
    let run = try await run(
      "run", "--host", command, "--report", "json", "--time-limit", "60")
    #expect(run.status == 0, "\(run.output.suffix(2000))")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.totals["pass", default: 0] > 100)
    for claim in ["core", "messages", "chunks"] { #expect(report.claimed.contains(claim)) }
  }

  private struct Report: Decodable {
    let claimed: [String]
    let totals: [String: Int]
  }

  @Test func `a server is tested as well as the host, and without one its cases are skipped`()
    async throws
  {
    let command = "'\(MasteringProcess.executable)'"
    let arguments = [
      "run", "--host", "\(command) rpc --no-cache", "--filter", "http/", "--report", "json",
    ]
    let server = "\(command) serve {folder} --port 0 --no-cache"
    for (more, outcome, status) in [(["--server", server], "pass", Int32(0)), ([], "skip", 2)] {
      let run = try await MasteringProcess.run(
        ["conformance"] + arguments + more, environment: ["MASTERING_GOLDEN": Self.suite],
        patience: .seconds(1800))
      #expect(run.status == status, "\(run.output.suffix(2000))")
      let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
      #expect(report.totals[outcome, default: 0] > 50)
      #expect(report.totals[outcome] == report.totals["cases"])
    }
  }

  @Test func `a server is for a host, and the program itself has its own`() async throws {
    #expect(try await run("run", "--server", "true").status == 64)
    #expect(try await run("run", "--self", "--server", "true").status == 64)
  }

  @Test func `one case is played by its name`() async throws {
    let names = try await run("list").outputLines
    let name = String(try #require(names.first { $0.hasPrefix("recommendation/") }))
    let run = try await run("run", "--self", "--filter", name)
    #expect(run.status == 0)
    #expect(run.output.contains(" passed, "))
    let sheet = try await self.run("show", name)
    #expect(sheet.status == 0)
    #expect(sheet.output.hasPrefix(name))
    #expect(sheet.output.contains("Sent:"))
  }

  @Test func `the cases themselves are valid`() async throws {
    let run = try await run("lint")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `an exported copy can be played and linted on its own`() async throws {
    try await withTemporaryFolder { folder in
      let copy = folder.path(of: "copy")
      #expect(try await run("export", copy).status == 0)
      #expect(try await run("lint", "--suite", copy).status == 0)
      let played = try await run("run", "--self", "--suite", copy, "--filter", "ranking/")
      #expect(played.status == 0)
    }
  }

  /// What a new user has: the copy and Python, nothing else.
  @Test func `an exported copy has a runner without Swift, and links that lead somewhere`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let copy = folder.path(of: "copy")
      #expect(try await run("export", copy).status == 0)
      let play = "\(copy)/generate/play.py"
      func played(_ host: String, _ more: String...) async throws -> MasteringProcess {
        try await MasteringProcess.run(
          ["python3", play, "--host", host] + more, program: "/usr/bin/env",
          patience: .seconds(120))
      }
      let port = "python3 '\(copy)/adapters/port.py'"
      let report = folder.path(of: "report.json")
      let right = try await played(port, "--filter", "recommendation/", "--json", report)
      #expect(right.status == 0, "\(right.output)")
      #expect(try await run("compare", report, report).status == 0)
      let skipped = try await played(port + " --claim core,http", "--filter", "http/routes")
      #expect(skipped.status == 2, "there is no server: \(skipped.output)")
      let wrong = try await played(host("print(\"{}\", flush=True)"), "--filter", "ranking/order/")
      #expect(wrong.status == 1, "\(wrong.output)")
      for name in ["README.md", "COVERAGE.md", "testing-the-original.md"] {
        let text = try String(contentsOfFile: "\(copy)/\(name)", encoding: .utf8)
        let links = text.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/).map { String($0.output.1) }
        #expect(links.count >= 3)
        for link in links {
          #expect(FileManager.default.fileExists(atPath: "\(copy)/\(link)"), "\(name): \(link)")
        }
      }
    }
  }

  @Test func `the server in Python passes the cases for a server`() async throws {
    let claims = "core,strict-json,messages,fingerprint-wav,track-load,http,websocket"
    let run = try await run(
      "run", "--host", "python3 '\(Self.adapters)/port.py' --claim \(claims)",
      "--server", "python3 '\(Self.adapters)/server.py' {folder}", "--filter", "http/",
      "--filter", "websocket/", "--jobs", "2", "--time-limit", "60", "--report", "json")
    #expect(run.status == 0, "\(run.output.suffix(2000))")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.totals["pass", default: 0] > 200)
  }

  @Test func `random calls find a wrong port, and not a correct one`() async throws {
    try await withTemporaryFolder { folder in
      let wrong = folder.path(of: "adapters")
      try FileManager.default.copyItem(atPath: Self.adapters, toPath: wrong)
      let chunks = "\(wrong)/parts/chunks.py"
      let text = try String(contentsOfFile: chunks, encoding: .utf8)
      try text.replacing("LEAST_REMAINING_SECONDS = 0.5", with: "LEAST_REMAINING_SECONDS = 0.6")
        .write(toFile: chunks, atomically: true, encoding: .utf8)
      let profiles = "\(Repository.root)/Spec/profiles.json"
      let command = "python3 '\(wrong)/port.py' --profiles '\(profiles)'"
      let found = try await run(
        "fuzz", "--host", command, "--against", "python3 '\(Self.adapters)/port.py'", "--seed",
        "1", "--calls", "4000", "--max-findings", "1", "--time-limit", "60")
      #expect(found.status == 1, "\(found.errors)")
      #expect(found.output.contains(#""method": "chunks.seek""#))
      let nothing = try await run(
        "fuzz", "--host", "python3 '\(Self.adapters)/port.py'", "--seed", "1", "--calls", "1000",
        "--time-limit", "60")
      #expect(nothing.status == 0, "\(nothing.errors)")
    }
  }

  // MARK: Misbehaving ports

  static let misbehaving = [
    (
      "answers with nothing right",
      "print(json.dumps({\"jsonrpc\": \"2.0\", \"id\": m[\"id\"], \"result\": 0}), flush=True)",
      "fail"
    ),
    ("prints garbage", "print(\"hello\", flush=True)", "error"),
    ("dies", "os._exit(9)", "crash"),
    ("says nothing", "pass", "timeout"),
  ]

  @Test(arguments: misbehaving)
  func `a port that misbehaves is a result`(_ name: String, _ lines: String, _ outcome: String)
    async throws
  {
    let run = try await run(
      "run", "--host", host(lines), "--filter", "ranking/order/", "--report", "json",
      "--time-limit", "0.3", "--start-limit", "60")
    #expect(run.status == 1)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.totals[outcome, default: 0] > 0)
    #expect(report.totals["pass"] == 0)
  }

  @Test(arguments: ["exit 3", "no-such-program-anywhere", "sh -c 'exit 0'", "echo hello"])
  func `a host that cannot be tested is status 2, with a reason`(_ command: String)
    async throws
  {
    let run = try await run("run", "--host", command)
    #expect(run.status == 2)
    #expect(run.output.hasPrefix("No case could be played."))
  }

  @Test(arguments: [
    ("a case file", "vectors/ranking/order.json"),
    ("a recording", "recordings/drum_roll.flac"),
  ])
  func `a suite that differs from its manifest is not played`(_ what: String, _ file: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      let copy = folder.path(of: "copy")
      #expect(try await run("export", copy).status == 0)
      let path = "\(copy)/\(file)"
      let handle = try #require(FileHandle(forWritingAtPath: path), "\(what) is not there")
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(" ".utf8))
      try handle.close()
      let played = try await run("run", "--self", "--suite", copy, "--filter", "ranking/")
      #expect(played.status == 2)
      #expect(played.errors.contains("SHA-256"))
      #expect(played.errors.contains("CON-9"))
      #expect(played.output == "")
    }
  }

  @Test func `what the command started ends with it, even if it is killed`() async throws {
    try await withTemporaryFolder { folder in
      let note = folder.path(of: "processes")
      let program = """
        import json, os, subprocess, sys, time
        child = subprocess.Popen(["sleep", "1000"])
        daemon = subprocess.Popen(["sleep", "1000"], start_new_session=True)
        for line in sys.stdin:
            m = json.loads(line)
            print(json.dumps({"jsonrpc": "2.0", "id": m["id"], "result": {
                "implementation": {"name": "slow", "version": "1"}, "specification": "2.0",
                "capabilities": ["core"]}}), flush=True)
            with open("\(note)", "w") as file:
                file.write(f"{os.getpid()} {child.pid} {daemon.pid} .")
            time.sleep(1000)
        time.sleep(1000)
        """
      let port = try folder.file("port.py", text: program)
      let command = try StartedCommand(
        ["conformance", "run", "--host", "python3 '\(port)'", "--filter", "ranking/"], in: folder,
        environment: ["MASTERING_GOLDEN": Self.suite, "TMPDIR": folder.path])
      let started = try await processes(in: note)
      #expect(started.count == 3)
      command.send(SIGKILL)
      #expect(await command.end().signal == SIGKILL)
      for process in started { #expect(await isGone(process), "\(process) outlived the command") }
      // The files that it created are gone too.
      var left: [String] = []
      for _ in 0..<600 {
        left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .filter { $0.hasPrefix("mastering-conformance-") }
        if left.isEmpty { break }
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(left == [])
    }
  }

  /// The process IDs in a file, once the file is complete.
  private func processes(in file: String) async throws -> [Int32] {
    for _ in 0..<1200 {
      let text = FileManager.default.contents(atPath: file).map {
        String(decoding: $0, as: UTF8.self)
      }
      if let text, text.hasSuffix(".") {
        return text.split(separator: " ").compactMap { Int32($0) }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    return []
  }

  /// Whether a process ends, reaped or not.
  private func isGone(_ process: Int32) async -> Bool {
    for _ in 0..<600 {
      if kill(process, 0) != 0 { return true }
      let state = FileManager.default.contents(atPath: "/proc/\(process)/stat")
      if let state, String(decoding: state, as: UTF8.self).contains(") Z ") { return true }
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return false }
    }
    return false
  }

  @Test func `filters add up, exclusions subtract, and an empty selection is status 2`()
    async throws
  {
    let names = try await run(
      "list", "--filter", "ranking/*ties", "--filter", "chunks/seek", "--exclude", "half*second"
    ).outputLines
    #expect(names.contains { $0.hasPrefix("ranking/ties/") })
    #expect(names.contains { $0.hasPrefix("chunks/seek") })
    #expect(!names.contains { $0.contains("half-second") })
    #expect(!names.contains { $0.hasPrefix("rpc/") })
    #expect(try await run("list", "--filter", "ranking/", "--exclude", "ranking").status == 2)
  }

  @Test func `cases are played by several ports, shuffled and several times`() async throws {
    let run = try await run(
      "run", "--self", "--filter", "ranking/", "--filter", "http/routes", "--jobs", "3",
      "--shuffle",
      "5", "--repeat", "2")
    #expect(run.status == 0, "\(run.output.suffix(2000))")
  }

  @Test func `the examples in the help are existing cases`() async throws {
    let help = try await MasteringProcess.run("conformance", "--help").output
    for example in help.matches(of: /--filter ([a-z\/-]+)/) {
      #expect(try await run("list", "--filter", String(example.output.1)).status == 0)
    }
    let shown = try #require(help.firstMatch(of: /conformance show\s+([a-z\/-]+)/))
    #expect(try await run("show", String(shown.output.1)).status == 0)
  }

  @Test func `expected failures are not an error`() async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.file(
        "known.json",
        text: #"{"expected_failures": [{"case": "*", "because": "it is a stub"}]}"#)
      let run = try await run(
        "run", "--host", host("os._exit(9)"), "--filter", "ranking/order/",
        "--expected-failures", file)
      #expect(run.status == 0, "\(run.output)")
    }
  }

  // MARK: Command line

  @Test(arguments: [
    ["run"], ["run", "--self", "--host", "x"], ["run", "--self", "--time-limit", "0"],
    ["run", "--self", "--report", "pdf"], ["run", "--self", "--jobs", "0"],
    ["run", "--self", "--repeat", "0"], ["run", "--self", "--max-fail", "0"],
    ["run", "--self", "--shuffle", "x"], ["run", "--self", "--start-limit", "0"],
  ])
  func `a wrong command line is status 64`(_ arguments: [String]) async throws {
    let run = try await MasteringProcess.run(["conformance"] + arguments)
    #expect(run.status == 64)
  }

  @Test func `a missing suite, case or list is status 2`() async throws {
    #expect(try await run("run", "--self", "--suite", "/nowhere").status == 2)
    #expect(try await run("run", "--self", "--filter", "no such case").status == 2)
    #expect(try await run("run", "--self", "--expected-failures", "/nowhere").status == 2)
  }

  @Test func `a report is written to a file, and the text report is printed`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.path(of: "report.xml")
      let run = try await run(
        "run", "--self", "--filter", "ranking/order/", "--report", "junit", "--output", file)
      #expect(run.status == 0)
      #expect(run.output.contains("\nAll "))
      let text = String(decoding: try folder.bytes(of: "report.xml"), as: UTF8.self)
      #expect(text.hasPrefix("<?xml"))
    }
  }
}
