import AudioFixtures
import Foundation
import TestResources
import Testing

/// A run of the command that a test reads line by line and can send signals to.
///
///     let run = try StartedCommand(["analyze", "--ndjson", music], in: folder)
///     for await line in run.lines { … }
///     let end = await run.end()
final class StartedCommand: Sendable {
  /// Its output, line by line, as it arrives.
  let lines: AsyncStream<String>
  /// Its process ID.
  let identifier: Int32
  private let ended: Task<End, Never>
  private let errorsPath: String

  /// How it ended.
  struct End: Sendable {
    /// The exit status; nil if a signal ended it.
    let status: Int32?
    /// The signal that ended it.
    let signal: Int32?
  }

  /// Starts the command. A run that does not end in time is killed and recorded as an issue.
  ///
  /// - Parameters:
  ///   - program: what to run; by default the command itself.
  ///   - folder: receives a file with standard error, and the cache.
  ///   - errors: where standard error goes instead.
  init(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
    program: String = MasteringProcess.executable, errors: FileHandle? = nil,
    patience: Duration = MasteringProcess.usualPatience,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = MasteringProcess.surroundings
      .merging(["XDG_CACHE_HOME": folder.path(of: "cache")]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    errorsPath = try folder.file("errors-\(UUID().uuidString)")
    process.standardError = try errors ?? FileHandle(forWritingTo: URL(fileURLWithPath: errorsPath))
    let (terminations, termination) = AsyncStream<End>.makeStream()
    process.terminationHandler = { process in
      let isExit = process.terminationReason == .exit
      termination.yield(
        End(
          status: isExit ? process.terminationStatus : nil,
          signal: isExit ? nil : process.terminationStatus))
      termination.finish()
    }
    // A process that a script starts in the background inherits an ignored SIGINT, and the command
    // would respect that.
    signal(SIGINT, SIG_DFL)
    try process.run()
    let identifier = process.processIdentifier
    self.identifier = identifier
    lines = Self.lines(of: output.fileHandleForReading)
    ended = Task(executorPreference: TestResource.threads) {
      let killer = Task(executorPreference: TestResource.threads) {
        guard (try? await Task.sleep(for: patience)) != nil else { return }
        Issue.record("mastering \(arguments) did not end", sourceLocation: sourceLocation)
        kill(identifier, SIGKILL)
      }
      defer { killer.cancel() }
      for await end in terminations { return end }
      return End(status: nil, signal: nil)
    }
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(identifier, signal) }

  #if os(Linux)
    /// The targets of its open file descriptors.
    func openDescriptors() throws -> [String] {
      let folder = "/proc/\(identifier)/fd"
      // A descriptor closed since the listing has no target.
      return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
      }
    }
  #endif

  /// Waits until it ends.
  func end() async -> End { await ended.value }

  /// Its standard error so far.
  func errors() throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorsPath)), as: UTF8.self)
  }

  private static func lines(of output: FileHandle) -> AsyncStream<String> {
    let (lines, continuation) = AsyncStream<String>.makeStream()
    let descriptor = output.fileDescriptor
    // On its own thread: the read blocks, and must not occupy a task's thread.
    Thread.detachNewThread {
      var rest: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(descriptor, &block, block.count)
        guard count > 0 else { break }
        rest += block[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeSubrange(...end)
        }
      }
      // Closed when the last reference is released, so not before the last read.
      withExtendedLifetime(output) {}
      continuation.finish()
    }
    return lines
  }
}
