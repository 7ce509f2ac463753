import CSpawn

/// A program to be started as a child process.
///
/// It has its own process group, so that it does not get the terminal's signals. It ignores and
/// blocks no signal, whatever this process does: a broken pipe ends it. It inherits no descriptor
/// but those that it is given, except with Musl, where those without `FD_CLOEXEC` stay open.
package struct ProgramStart {
  /// What a descriptor of the program is.
  package enum Stream {
    /// /dev/null, for reading and writing.
    case nothing
    /// This descriptor of this process.
    case same(as: Descriptor)
  }

  /// The program's path, or a name that is looked up in PATH.
  package var program: String
  /// Its arguments, without its name.
  package var arguments: [String]
  /// Its variables, as `NAME=value`; nil for those of this process.
  package var environment: [String]?
  /// Its descriptors, from standard input on.
  package var streams: [Stream]

  package init(
    _ program: String, _ arguments: [String], environment: [String]? = nil, streams: [Stream]
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.streams = streams
  }

  /// Starts the program, and returns the number of its process and group.
  ///
  /// - Throws: the system's error if the program cannot be started.
  package func process() throws(SystemError) -> Int32 {
    // Copies with high numbers, which do not collide with those that the program expects.
    var copies: [Int32] = []
    defer { for copy in copies { close(copy) } }
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
    for (number, stream) in zip(Int32(0)..., streams) {
      switch stream {
      case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      case .same(let descriptor):
        let copy = fcntl(descriptor.number, F_DUPFD_CLOEXEC, Int32(max(16, streams.count)))
        guard copy >= 0 else { throw .last }
        copies.append(copy)
        posix_spawn_file_actions_adddup2(&actions, copy, number)
      }
    }
    var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #if canImport(Darwin)
      flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #elseif canImport(Glibc)
      posix_spawn_file_actions_addclosefrom_np(&actions, Int32(streams.count))
    #endif
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    sigdelset(&all, SIGKILL)
    sigdelset(&all, SIGSTOP)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = (environment ?? []).map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let code =
      environment == nil
      ? posix_spawnp(&process, program, &actions, &attributes, &words, environ)
      : posix_spawnp(&process, program, &actions, &attributes, &words, &variables)
    guard code == 0 else { throw SystemError(code: code) }
    return process
  }
}
