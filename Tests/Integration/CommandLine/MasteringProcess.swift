import AudioFixtures
import Foundation
import TestResources
import Testing

/// One run of the built command in its own process.
///
///     let run = try await MasteringProcess.run("recommend", "song.flac")
///     #expect(run.status == 0)
struct MasteringProcess: Sendable {
  /// The exit status; nil if a signal ended it.
  let status: Int32?
  /// Its standard output.
  let output: String
  /// Its standard error.
  let errors: String
  /// Its peak memory in KiB if it was requested; 0 otherwise.
  let peakMemoryKiB: Int

  /// How long a run may take before it is killed as hanging. This is far longer than any run takes,
  /// even a debug build on a busy machine.
  static let usualPatience: Duration = .seconds(600)

  /// Runs the command with standard output and error redirected to files.
  ///
  /// A run that does not end is killed and recorded as an issue.
  static func run(
    _ arguments: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> MasteringProcess {
    try await run(arguments, environment: environment, sourceLocation: sourceLocation)
  }

  /// The same for arguments that are already an array.
  static func run(
    _ arguments: [String], program: String = executable, environment: [String: String] = [:],
    measuresMemory: Bool = false, patience: Duration = usualPatience,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> MasteringProcess {
    try await withTemporaryFolder { folder in
      let process = try made(
        arguments, environment, folder, measuresMemory: measuresMemory, program: program)
      let end = try await end(of: process, patience: patience)
      end.record(arguments, sourceLocation)
      return try MasteringProcess(process, folder, end)
    }
  }

  /// Runs the command with standard output connected to a terminal and standard error redirected to
  /// a file.
  static func runOnTerminal(
    _ arguments: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> MasteringProcess {
    try await runOnTerminal(
      arguments, environment: environment, sourceLocation: sourceLocation)
  }

  /// The same for arguments that are already an array.
  static func runOnTerminal(
    _ arguments: [String], environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> MasteringProcess {
    try await withTemporaryFolder { folder in
      let terminal = try PseudoTerminal()
      let process = try made(
        arguments, ["TERM": "xterm-256color"].merging(environment) { $1 }, folder,
        measuresMemory: false)
      process.standardOutput = terminal.userSide
      async let output = terminal.everythingShown()
      let end = try await end(of: process, patience: usualPatience)
      // Until then the terminal is still in use.
      terminal.hangUp()
      end.record(arguments, sourceLocation)
      return try await MasteringProcess(process, folder, end, output: output)
    }
  }

  private init(
    _ process: Process, _ folder: TemporaryFolder, _ end: End, output: String? = nil
  ) throws {
    status = process.terminationReason == .exit ? process.terminationStatus : nil
    self.output =
      try output ?? String(decoding: folder.bytes(of: "output"), as: UTF8.self)
    errors = String(decoding: try folder.bytes(of: "errors"), as: UTF8.self)
    let memory = (try? folder.bytes(of: "memory")).map { String(decoding: $0, as: UTF8.self) }
    peakMemoryKiB = memory.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  /// The lines of its standard output.
  var outputLines: [Substring] { output.split(separator: "\n") }
  /// The lines of its standard error.
  var errorLines: [Substring] { errors.split(separator: "\n") }

  // MARK: Running

  private struct End: Sendable {
    let wasKilled: Bool

    func record(_ arguments: [String], _ sourceLocation: SourceLocation) {
      guard wasKilled else { return }
      Issue.record(
        "mastering \(arguments.prefix(5)) did not end and was killed",
        sourceLocation: sourceLocation)
    }
  }

  private static func made(
    _ arguments: [String], _ environment: [String: String], _ folder: TemporaryFolder,
    measuresMemory: Bool, program: String = executable
  ) throws -> Process {
    func target(_ name: String) throws -> FileHandle {
      try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file(name)))
    }
    let process = Process()
    if measuresMemory, canMeasureMemory {
      // GNU time is small. A process inherits the peak of the process that starts it, and the test
      // process is large.
      process.executableURL = URL(fileURLWithPath: time)
      process.arguments =
        ["--quiet", "-f", "%M", "-o", folder.path(of: "memory"), program] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
    }
    // Each run has its own cache, so it does not see what another run or the user has measured.
    process.environment = surroundings.merging(["XDG_CACHE_HOME": folder.path(of: "cache")]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, because the command would block on a pipe that is not drained.
    process.standardOutput = try target("output")
    process.standardError = try target("errors")
    return process
  }

  /// Starts a process and returns when it has ended or been killed.
  private static func end(
    of process: Process, patience: Duration
  ) async throws -> End {
    let (ended, end) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    let identifier = process.processIdentifier
    let killer = Task(executorPreference: TestResource.threads) {
      guard (try? await Task.sleep(for: patience)) != nil else { return false }
      kill(identifier, SIGKILL)
      return true
    }
    for await _ in ended {}
    killer.cancel()
    return await End(wasKilled: killer.value)
  }

  /// The environment, without variables that change the format of the output and without the user's
  /// settings.
  static let surroundings = ProcessInfo.processInfo.environment.filter {
    !["NO_COLOR", "COLUMNS", "TERM", "MASTERING_CONFIG"].contains($0.key)
  }.merging(["XDG_CONFIG_HOME": "/dev/null"]) { $1 }

  private static let time = "/usr/bin/time"

  /// Whether GNU time, which measures memory, is installed.
  static let canMeasureMemory = FileManager.default.isExecutableFile(atPath: time)

  /// Whether the command is a release build, which has the promised speed and memory use.
  static let isRelease: Bool = {
    #if DEBUG
      shipped != nil
    #else
      true
    #endif
  }()

  /// A release build to test instead of the command built with the tests: the one to be shipped.
  static let shipped = ProcessInfo.processInfo.environment["MASTERING_COMMAND"]

  /// The command, which is built into the folder of the test bundle.
  static let executable: String = {
    if let shipped { return shipped }
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      let folder = bundle.bundleURL.deletingLastPathComponent()
    #else
      let folder = Bundle.main.bundleURL
    #endif
    return folder.appendingPathComponent("mastering").path
  }()
}
