import SystemCalls
import Testing

struct ProgramStartTests {
  @Test func `a program reads and writes the descriptors that it is given`() throws {
    let (input, output) = (try Descriptor.pipe(), try Descriptor.pipe())
    defer { close(output.reading.number) }
    let process = try ProgramStart(
      "cat", [], streams: [.same(as: input.reading), .same(as: output.writing), .nothing]
    ).process()
    close(input.reading.number)
    close(output.writing.number)
    #expect(input.writing.write(Array("given".utf8)) == nil)
    close(input.writing.number)
    #expect(try output.reading.readToEnd() == Array("given".utf8))
    #expect(end(of: process) == .exit(0))
  }

  @Test func `descriptors beyond standard error have the number of their place`() throws {
    let output = try Descriptor.pipe()
    defer { close(output.reading.number) }
    let process = try ProgramStart(
      "sh", ["-c", "echo third >&3"],
      streams: [.nothing, .nothing, .nothing, .same(as: output.writing)]
    ).process()
    close(output.writing.number)
    #expect(try output.reading.readToEnd() == Array("third\n".utf8))
    #expect(end(of: process) == .exit(0))
  }

  #if canImport(Glibc) || canImport(Darwin)
    @Test func `a program inherits no other descriptor`() throws {
      let lifeline = try Descriptor.pipe()
      // A pipe made without regard to child processes.
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      defer { close(ends[0]) }
      let process = try ProgramStart(
        "cat", [], streams: [.same(as: lifeline.reading), .nothing, .nothing]
      ).process()
      close(lifeline.reading.number)
      close(ends[1])
      // A program that a neighbouring test starts may have it for a moment.
      #expect(
        try Descriptor.wait(
          for: [(Descriptor(number: ends[0]), POLLIN)], until: .now + .seconds(30)) == [true])
      close(lifeline.writing.number)
      #expect(end(of: process) == .exit(0))
    }
  #endif

  @Test func `a program has a process group of its own`() throws {
    let lifeline = try Descriptor.pipe()
    let process = try ProgramStart(
      "cat", [], streams: [.same(as: lifeline.reading), .nothing, .nothing]
    ).process()
    close(lifeline.reading.number)
    #expect(getpgid(process) == process)
    close(lifeline.writing.number)
    #expect(end(of: process) == .exit(0))
  }

  @Test func `a program gets the signals that this process ignores`() throws {
    signal(SIGPIPE, SIG_IGN)
    let process = try ProgramStart(
      "sh", ["-c", "kill -PIPE $$; exit 1"], streams: [.nothing, .nothing, .nothing]
    ).process()
    #expect(end(of: process) == .signal(SIGPIPE))
  }

  @Test func `a program has only the variables that are stated`() throws {
    let output = try Descriptor.pipe()
    defer { close(output.reading.number) }
    let process = try ProgramStart(
      "env", [], environment: ["A=1", "B=two words"],
      streams: [.nothing, .same(as: output.writing), .nothing]
    ).process()
    close(output.writing.number)
    #expect(try output.reading.readToEnd() == Array("A=1\nB=two words\n".utf8))
    #expect(end(of: process) == .exit(0))
  }

  @Test func `a program that does not exist is refused with the system's reason`() {
    #expect(throws: SystemError(code: ENOENT)) {
      try ProgramStart("/nowhere/program", [], streams: []).process()
    }
  }
}

private enum End: Equatable {
  case exit(Int32)
  case signal(Int32)
}

/// Waits for a program, and returns how it ended.
private func end(of process: pid_t) -> End {
  var status: Int32 = 0
  _ = uninterrupted { waitpid(process, &status, 0) }
  let signal = status & 0x7F
  return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
}
