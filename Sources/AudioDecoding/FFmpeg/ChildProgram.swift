import CSpawn
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

  /// The descriptor of the file in the child process.
  static let inputDescriptor: Int32 = 3

  private var process: pid_t
  private var output: Int32
  private var remarks: Int32
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
    let words =
      [
        "sh", "-c", script, "sh", String(limits.processorSeconds), String(limits.addressSpaceKiB),
        program,
      ] + arguments
    let outputs = try Descriptor.pipe()
    let allRemarks: (reading: Descriptor, writing: Descriptor)
    do throws(SystemError) {
      allRemarks = try Descriptor.pipe()
    } catch {
      close(outputs.reading.number)
      close(outputs.writing.number)
      throw error
    }
    output = outputs.reading.number
    remarks = allRemarks.reading.number
    process = 0
    defer {
      close(outputs.writing.number)
      close(allRemarks.writing.number)
    }
    let result = Self.spawn(
      words, input: input, output: outputs.writing.number, remarks: allRemarks.writing.number,
      into: &process)
    guard result == 0 else {
      process = 0
      throw SystemError(code: result)
    }
  }

  deinit {
    end()
    close(output)
    close(remarks)
  }

  private static func spawn(
    _ words: [String], input: Int32, output: Int32, remarks: Int32, into process: inout pid_t
  ) -> Int32 {
    // High numbers, so that they do not collide with those that the program expects.
    let high = [input, output, remarks].map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
    defer { for descriptor in high where descriptor >= 0 { close(descriptor) } }
    guard high.allSatisfy({ $0 >= 0 }) else { return errno }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, high[1], 1)
    posix_spawn_file_actions_adddup2(&actions, high[2], 2)
    posix_spawn_file_actions_adddup2(&actions, high[0], inputDescriptor)
    var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #if canImport(Darwin)
      flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #elseif canImport(Glibc)
      posix_spawn_file_actions_addclosefrom_np(&actions, inputDescriptor + 1)
    #endif
    // A broken pipe ends it, whatever this process does with SIGPIPE.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    sigdelset(&all, SIGKILL)
    sigdelset(&all, SIGSTOP)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var arguments = words.map { strdup($0) } + [nil]
    var environment = [strdup("PATH=/usr/bin:/bin"), strdup("AV_LOG_FORCE_NOCOLOR=1"), nil]
    defer { for word in arguments + environment { free(word) } }
    return posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, &environment)
  }

  // MARK: Reading

  /// Reads the program's output, waiting for it.
  func read(into buffer: UnsafeMutableRawBufferPointer, _ limits: FFmpegLimits) -> Reading {
    // Messages are not output: a program that only writes messages counts as silent.
    let deadline = ContinuousClock.now + .milliseconds(Int(limits.silenceMilliseconds))
    while true {
      var entries = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: remarks, events: Int16(POLLIN), revents: 0),
      ]
      let rest = deadline - ContinuousClock.now
      guard rest > .zero else { return .silence }
      let count = poll(&entries, nfds_t(entries.count), rest.wholeMilliseconds + 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .silence }
      if entries[1].revents != 0 { takeRemarks() }
      guard entries[0].revents != 0 else { continue }
      let read = systemRead(output, buffer.baseAddress, buffer.count)
      if read > 0 { return .bytes(read) }
      if read < 0, errno == EINTR { continue }
      hasClosedOutput = true
      return .end
    }
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
    var block = [UInt8](repeating: 0, count: 4096)
    let count = systemRead(remarks, &block, block.count)
    if count < 0, errno == EINTR { return }
    guard count > 0 else {
      // It is closed; poll ignores negative descriptors.
      close(remarks)
      remarks = -1
      return
    }
    remarksText += block.prefix(min(count, Self.mostRemarksByteCount - remarksText.count))
  }

  /// Takes what an ended program has written. A child of its own might hold the pipe open, so this
  /// never waits.
  private func takeLastRemarks() {
    while remarks >= 0 {
      var entry = pollfd(fd: remarks, events: Int16(POLLIN), revents: 0)
      let count = poll(&entry, 1, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      takeRemarks()
    }
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
    var result: pid_t
    repeat { result = waitpid(process, &status, options) } while result < 0 && errno == EINTR
    guard result != 0 else { return false }
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

private let systemRead = read

extension Duration {
  /// Whole milliseconds, rounded down; for durations of minutes.
  fileprivate var wholeMilliseconds: Int32 {
    Int32(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }
}
