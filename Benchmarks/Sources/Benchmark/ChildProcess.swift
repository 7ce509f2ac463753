import Foundation

/// A command run to its end: its duration, its peak memory and its output.
struct ChildProcess {
  let seconds: Double
  let peakBytes: Double
  let output: String

  /// Runs a command.
  ///
  /// A small process runs between this one and the command: the benchmark itself in another role. A
  /// process inherits the peak memory of its parent, and this process holds minutes of samples.
  static func run(_ path: String, _ arguments: [String]) throws -> ChildProcess {
    let words = [CommandLine.arguments[0], role, path] + arguments
    let lines = try spawn(words, capturing: true).output.split(separator: "\n")
    guard let figures = lines.last?.split(separator: " "), figures.count == 2,
      let seconds = Double(figures[0]), let peakBytes = Double(figures[1])
    else { throw BenchmarkFailure.failed(path) }
    return ChildProcess(
      seconds: seconds, peakBytes: peakBytes, output: lines.dropLast().joined(separator: "\n"))
  }

  /// The argument that selects the role of the small process.
  static let role = "--run"

  /// Runs a command, and prints its seconds and peak bytes after its own output.
  static func runAndPrintFigures(_ words: [String]) throws {
    let start = ContinuousClock.now
    let usage = try spawn(words, capturing: false).usage
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    #if os(Linux)
      let unit = 1024
    #else
      let unit = 1
    #endif
    print("\n\(seconds) \(Int(usage.ru_maxrss) * unit)")
  }

  private static func spawn(
    _ words: [String], capturing: Bool
  ) throws -> (output: String, usage: rusage) {
    var descriptors: [Int32] = [0, 0]
    guard pipe(&descriptors) == 0 else { throw BenchmarkFailure.cannotOpen("a pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if capturing { posix_spawn_file_actions_adddup2(&actions, descriptors[1], 1) }
    posix_spawn_file_actions_addclose(&actions, descriptors[0])
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var process = pid_t()
    let status = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
    close(descriptors[1])
    guard status == 0 else { throw BenchmarkFailure.cannotOpen(words[0]) }
    let output = FileHandle(fileDescriptor: descriptors[0], closeOnDealloc: true)
      .readDataToEndOfFile()
    var usage = rusage()
    var exit: Int32 = 0
    wait4(process, &exit, 0, &usage)
    guard exit == 0 else { throw BenchmarkFailure.failed(words[0]) }
    return (String(decoding: output, as: UTF8.self), usage)
  }
}
