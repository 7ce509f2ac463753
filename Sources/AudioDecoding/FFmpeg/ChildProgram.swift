import SystemCalls

/// A child process that reads one file, which it inherits open, and writes to a pipe.
///
/// It is killed and reaped when the last reference is released. If this process is killed, the pipe
/// breaks, and the child ends at its next write; it never blocks on a read.
final class ChildProgram {
  /// How a program ended.
  enum End: Sendable, Hashable {
    case exit(Int32)
    case signal(Int32)

    var isSuccess: Bool { self == .exit(0) }
  }

  /// What reading brought.
  enum Reading: Sendable, Hashable {
    case bytes(Int)
    case end
    /// It wrote nothing for longer than allowed.
    case silence
  }

  /// The descriptor of the file in the child process: the first after its standard streams.
  static let inputDescriptor: Int32 = 3

  /// 0 once it is reaped.
  private var process: pid_t
  private let output: Descriptor
  /// Nil once the program has closed it.
  private var remarks: Descriptor?
  private var remarksText: [UInt8] = []
  private var ended: End?
  /// Whether the program has closed its output, as at its end.
  private(set) var hasClosedOutput = false

  /// Anything beyond this is read, so that the program does not block, and discarded.
  private static let mostRemarksByteCount = 4096

  /// Starts a program.
  ///
  /// Its only environment variable is PATH, its standard input is empty, it has its own process
  /// group, so that it does not get the terminal's signals, and it inherits no descriptor but the
  /// file's.
  ///
  /// - Throws: the system's error
  init(
    _ program: String, _ arguments: [String], input: Int32, _ limits: FFmpegLimits
  ) throws(SystemError) {
    // A shell sets the limits and then executes the program. Not every system supports all of them.
    // The program can write no files and no core dump.
    let script = """
      ulimit -c 0; ulimit -f 0; ulimit -t "$1" || exit 126; ulimit -v "$2" 2>/dev/null
      shift 2; exec "$@"
      """
    let outputs = try Descriptor.pipe()
    defer { close(outputs.writing.number) }
    let allRemarks: (reading: Descriptor, writing: Descriptor)
    do throws(SystemError) {
      allRemarks = try Descriptor.pipe()
    } catch {
      close(outputs.reading.number)
      throw error
    }
    defer { close(allRemarks.writing.number) }
    output = outputs.reading
    remarks = allRemarks.reading
    process = 0
    process = try ProgramStart(
      "/bin/sh",
      [
        "-c", script, "sh", String(limits.processorSeconds), String(limits.addressSpaceKiB),
        program,
      ] + arguments,
      environment: ["PATH=/usr/bin:/bin", "AV_LOG_FORCE_NOCOLOR=1"],
      streams: [
        .nothing, .same(as: outputs.writing), .same(as: allRemarks.writing),
        .same(as: Descriptor(number: input)),
      ]
    ).process()
  }

  deinit {
    end()
    close(output.number)
    if let remarks { close(remarks.number) }
  }

  // MARK: Reading

  /// Reads the program's output, waiting for it.
  func read(into buffer: UnsafeMutableRawBufferPointer, _ limits: FFmpegLimits) -> Reading {
    // Messages are not output: a program that only writes messages counts as silent.
    let deadline = ContinuousClock.now + .milliseconds(Int(limits.silenceMilliseconds))
    while true {
      let ready = try? Descriptor.wait(for: [(output, POLLIN)] + polledRemarks, until: deadline)
      guard let ready, ready.contains(true) else { return .silence }
      if ready.dropFirst().contains(true) { takeRemarks() }
      guard ready[0] else { continue }
      if case .bytes(let count) = output.read(into: buffer) { return .bytes(count) }
      hasClosedOutput = true
      return .end
    }
  }

  private var polledRemarks: [(descriptor: Descriptor, events: Int32)] {
    remarks.map { [($0, POLLIN)] } ?? []
  }

  /// All output of the program, up to a limit; nil if there is more, or if it is silent for too
  /// long.
  func all(_ limits: FFmpegLimits) -> [UInt8]? {
    var limits = limits
    limits.silenceMilliseconds = min(limits.silenceMilliseconds, limits.factsMilliseconds)
    var text: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16_384)
    while true {
      switch block.withUnsafeMutableBytes({ read(into: $0, limits) }) {
      case .bytes(let count):
        text += block[..<count]
        if text.count > limits.factsByteCount { return nil }
      case .end: return text
      case .silence: return nil
      }
    }
  }

  private func takeRemarks() {
    guard let remarks else { return }
    var block = [UInt8](repeating: 0, count: 4096)
    guard case .bytes(let count) = remarks.read(into: &block) else {
      close(remarks.number)
      self.remarks = nil
      return
    }
    remarksText += block.prefix(min(count, Self.mostRemarksByteCount - remarksText.count))
  }

  /// Takes what an ended program has written. A child of its own might hold the pipe open, so this
  /// never waits.
  private func takeLastRemarks() {
    while Descriptor.wait(for: polledRemarks, milliseconds: 0).contains(true) { takeRemarks() }
  }

  /// The messages of the program; after ``wait(_:)``, all of them, up to a limit.
  var remarksSoFar: String { String(decoding: remarksText, as: UTF8.self) }

  // MARK: Ending

  /// Waits for a program that has closed its output, and returns how it ended. One that continues
  /// for longer than it may be silent is killed.
  func wait(_ limits: FFmpegLimits) -> End {
    if let ended { return ended }
    let deadline = ContinuousClock.now + .milliseconds(Int(limits.silenceMilliseconds))
    var pause: useconds_t = 50
    while ended == nil, !reap(WNOHANG) {
      guard ContinuousClock.now < deadline else {
        end()
        break
      }
      // There is no wait for a child with a time limit; most have ended by now.
      usleep(pause)
      pause = min(2 * pause, 10_000)
    }
    takeLastRemarks()
    return ended ?? .signal(SIGKILL)
  }

  /// Records how the program ended, if it has; otherwise returns false.
  private func reap(_ options: Int32) -> Bool {
    var status: Int32 = 0
    guard uninterrupted({ waitpid(process, &status, options) }) != 0 else { return false }
    let signal = status & 0x7F
    ended = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    process = 0
    return true
  }

  /// Kills the program if it is still running, and reaps it.
  func end() {
    guard process > 0 else { return }
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
    _ = reap(0)
  }
}
