import AudioFixtures
import Foundation
import Testing

/// The command line apart from its subcommands.
@Suite(.takesTurns(at: .process)) struct CommandLineTests {
  /// Invalid command lines, each with a word from its error message.
  private static let mistakes: [(arguments: [String], word: String)] = [
    (["nonsense"], "nonsense"),
    (["recommend"], "<files>"),
    (["recommend", "--nonsense", "a.flac"], "--nonsense"),
    (["recommend", "--max-duration", "0", "a.flac"], "--max-duration"),
    (["recommend", "--max-duration", "-1", "a.flac"], "--max-duration"),
    (["recommend", "--max-duration", "nan", "a.flac"], "--max-duration"),
    (["recommend", "--max-duration", "long", "a.flac"], "--max-duration"),
    (["recommend", "--threshold", "1.1", "a.flac"], "threshold"),
    (["recommend", "--threshold", "nan", "a.flac"], "threshold"),
    (["recommend", "--top-k", "0", "a.flac"], "--top-k must be at least 1."),
    (["recommend", "--top-k", "1.5", "a.flac"], "--top-k"),
    (["recommend", "--with-built-in", "a.flac"], "--profiles"),
    (["fingerprint", "--progress", "sometimes", "a.flac"], "sometimes"),
    (["compare", "a.flac"], "<second>"),
    (["profiles", "show"], "<id>"),
  ]

  @Test(arguments: [["serve"], ["master", "--ceiling", "-30", "--dry-run"]])
  func `what is found wrong later is reported with the usage of the same command`(
    command: [String]
  ) async throws {
    let run = try await MasteringProcess.run(command + ["/no/such/folder"])
    #expect(run.status == 64)
    #expect(run.errors.contains("\nUsage: mastering \(command[0]) "), "\(run.errors)")
    #expect(run.errors.contains("See 'mastering \(command[0]) --help'"), "\(run.errors)")
  }

  @Test(arguments: [("master", "-20 to 0"), ("recommend", "-60 to 0")])
  func `help states the range of ceilings that this command takes`(
    command: String, range: String
  ) async throws {
    let words = try await MasteringProcess.run(command, "--help").output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("at or below this level, \(range). (default: -1.0)"))
  }

  @Test(arguments: mistakes)
  func `a wrong command line is reported and ends with 64`(
    arguments: [String], word: String
  ) async throws {
    let run = try await MasteringProcess.run(arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(run.errors.contains(word))
  }

  @Test func `the version is a version`() async throws {
    let run = try await MasteringProcess.run("--version")
    #expect(run.status == 0)
    #expect(run.outputLines.first?.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
  }

  @Test func `the version lists what can be read`() async throws {
    let lines = try await MasteringProcess.run("--version").outputLines
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("reads WAV"))
    #expect(lines[2].contains("AAC"))
  }

  @Test func `help names the subcommands and the exit statuses`() async throws {
    let run = try await MasteringProcess.run("--help")
    #expect(run.status == 0)
    for word in ["recommend", "fingerprint", "compare", "profiles"] {
      #expect(run.output.contains(word))
    }
    let statuses = try #require(run.output.components(separatedBy: "EXIT STATUS:\n").last)
      .split(separator: "\n").prefix { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    // The statuses of Spec/10, 64 from ArgumentParser, and 128 plus SIGINT and SIGTERM.
    #expect(statuses == [0, 1, 2, 64, 130, 143])
  }

  /// Longer lines, and one of 80, would be continued at the margin, between the numbers.
  @Test func `every command lists its exit statuses in lines of less than 80 columns`() async throws
  {
    var seen = 0
    for command in try await CommandHelp.all() where command.commandName != "help" {
      let subcommands = (command.subcommands ?? []).filter { $0.commandName != "help" }
      guard subcommands.isEmpty || command.commandName == "mastering" else { continue }
      seen += 1
      let name = Comment(rawValue: command.commandName)
      let discussion = try #require(command.discussion, name)
      #expect(discussion.first?.isNewline == false, name)
      let parts = discussion.components(separatedBy: "EXIT STATUS:\n")
      try #require(parts.count == 2, name)
      for line in parts[1].split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(line.count < 80, name)
        #expect(line.contains(/^ {2}\d+ +\S|^ {7}\S/), "\(command.commandName): \(line)")
      }
      // Each may be called wrongly.
      #expect(parts[1].contains("\n  64   "), name)
    }
    #expect(seen > 25)
  }

  /// Commands share option groups, and a release build does not notice when two groups declare the
  /// same option.
  @Test func `no command has an option twice`() async throws {
    var seen = 0
    for command in try await CommandHelp.all() {
      let names = (command.arguments ?? []).flatMap { $0.names ?? [] }.map { $0.kind + $0.name }
      #expect(Set(names).count == names.count, "\(command.commandName): \(names.sorted())")
      seen += 1
    }
    #expect(seen > 11)
  }

  @Test func `exit statuses have a single place in the sources`() throws {
    let root = URL(filePath: Repository.root + "/Sources/mastering")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var elsewhere: [String] = []
    for case let file as URL in files where file.pathExtension == "swift" {
      guard file.lastPathComponent != "ExitStatus.swift" else { continue }
      if try String(contentsOf: file, encoding: .utf8).contains("ExitCode") {
        elsewhere.append(file.lastPathComponent)
      }
    }
    #expect(elsewhere == [])
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `there are completions for a shell`(shell: String) async throws {
    let run = try await MasteringProcess.run("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(run.errors == "")
    for word in ["mastering", "recommend", "max-duration", "live-rock-preservation-v1"] {
      #expect(run.output.contains(word))
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/bin/bash"), "There is no bash here."))
  func `bash understands its completions`() async throws {
    try await withTemporaryFolder { folder in
      let script = try await MasteringProcess.run("--generate-completion-script", "bash").output
      let check = Process()
      check.executableURL = URL(fileURLWithPath: "/bin/bash")
      check.arguments = ["-n", try folder.file("completions.bash", text: script)]
      try check.run()
      check.waitUntilExit()
      #expect(check.terminationStatus == 0)
    }
  }

  // MARK: Names

  @Test(arguments: [[], ["--json"]])
  func `a file's name cannot control the terminal`(options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let name = "a\u{1B}]0;title\u{7}\u{1B}[2J\n\r\u{9B}31m\u{202E}b"
      let sound = try folder.file("\(name).wav", .noise(frames: 4410), as: .integer16)
      let missing = folder.path(of: "\(name).flac")
      for subcommand in ["recommend", "fingerprint"] {
        let run = try await MasteringProcess.run([subcommand] + options + [sound, missing])
        #expect(run.status == 1)
        // The line that reports the missing file is still a single line.
        #expect(run.errorLines.count == 1)
        let unsafe = Array((run.output + run.errors).unicodeScalars).filter {
          $0 != "\n" && $0.properties.generalCategory == .control
        }
        #expect(unsafe.isEmpty)
      }
    }
  }

  @Test(arguments: [
    ["\u{1B}]0;x\u{7}"], ["recommend", "--max-duration", "\u{9B}2J\u{202E}", "a.wav"],
  ])
  func `an argument in a message cannot control the terminal`(_ words: [String]) async throws {
    let run = try await MasteringProcess.run(words)
    #expect(run.status == 64)
    #expect(run.errors.contains("\u{FFFD}"))
    let unsafe = run.errors.unicodeScalars.filter {
      $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
    }
    #expect(unsafe.isEmpty)
  }

  @Test func `a name that was not UTF-8 is named as the reason`() async throws {
    let hint = "its name is not UTF-8; rename it, or link to it"
    let file = try await MasteringProcess.run("recommend", "/nowhere/\u{FFFD}.wav")
    #expect(file.errors == "mastering: /nowhere/\u{FFFD}.wav: \(hint)\n")
    let folder = try await MasteringProcess.run("analyze", "--no-cache", "/nowhere/\u{FFFD}")
    #expect(folder.errors.contains("mastering: /nowhere/\u{FFFD}: \(hint)\n"))
    try await withTemporaryFolder { folder in
      let text = try folder.file("\u{FFFD}.wav", text: "this is no audio")
      let other = try await MasteringProcess.run("recommend", text)
      #expect(other.errors.contains("is not audio"))
      #expect(other.errors.hasSuffix(" (\(hint))\n"))
    }
  }

  @Test func `a file's name survives the JSON`() async throws {
    try await withTemporaryFolder { folder in
      let name = "\u{1B}[2J\"\\\n\u{7}é 音.wav"
      let sound = try folder.file(name, .noise(frames: 4410), as: .integer16)
      let run = try await MasteringProcess.run("recommend", "--json", sound, sound)
      #expect(run.status == 0)
      #expect(try RecommendationDocument.list(run.output).map(\.file) == [sound, sound])
    }
  }

  @Test func `a file may be named like an option`() async throws {
    try await withTemporaryFolder { folder in
      let sound = try folder.file("--json", .noise(frames: 4410), as: .integer16)
      let run = try await MasteringProcess.run("fingerprint", "--", sound)
      #expect(run.status == 0)
    }
  }

  #if os(Linux)
    @Test(arguments: [["profiles", "list"], ["profiles", "export"], ["recommend", "--json"]])
    func `an answer that cannot be written is a failure`(command: [String]) async throws {
      let files = command[0] == "recommend" ? [Repository.example("drum_roll.flac")] : []
      let process = Process()
      process.executableURL = URL(fileURLWithPath: MasteringProcess.executable)
      process.arguments = command + files
      process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
    }
  #endif

  @Test func `a threshold does not go with never blending`() async throws {
    let run = try await MasteringProcess.run("recommend", "--single", "--threshold", "0.3", "x.wav")
    #expect(run.status == 64)
    #expect(run.errors.contains("--single never blends"))
  }
}

/// A command as ArgumentParser describes it.
private struct CommandHelp: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let names: [Name]?
  }
  let commandName: String
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [CommandHelp]?

  /// The program and all its commands.
  static func all() async throws -> [CommandHelp] {
    struct Dump: Decodable { let command: CommandHelp }

    let text = try await MasteringProcess.run("--experimental-dump-help").output
    var waiting = [try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command]
    var all: [CommandHelp] = []
    while let command = waiting.popLast() {
      all.append(command)
      waiting += command.subcommands ?? []
    }
    return all
  }
}
