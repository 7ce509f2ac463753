import AudioFixtures
import ConformanceKit
import Foundation
import Testing

/// Whatever a port does is a result: the runner ends and keeps working.
@Suite(.takesTurns(at: .process)) struct MisbehavingPortTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Plays the two cases with a port that has one fault.
  private func report(
    onCall: String = "reply(m['id'], right)", atStart: String = "",
    limits: PortLimits = PortLimits(), timeLimit: Duration = .seconds(600),
    farewell: Duration = .seconds(600), cases: String = MiniSuite.twoCases
  ) async throws -> RunReport {
    let port = try PythonPort(folder: folder).port(
      onCall: onCall, atStart: atStart, limits: limits)
    return try await play(port, timeLimit, farewell, cases)
  }

  private func play(
    _ port: ProcessPort, _ timeLimit: Duration = .seconds(600),
    _ farewell: Duration = .seconds(600), _ cases: String = MiniSuite.twoCases,
    start: Duration = .seconds(600)
  ) async throws -> RunReport {
    var runLimits = RunLimits()
    runLimits.start = start
    runLimits.perCase = timeLimit
    runLimits.farewell = farewell
    let mini = MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)])
    return try await MiniSuite.with(mini) { suite in
      await ConformanceRunner(suite: suite, limits: runLimits).run(on: port)
    }
  }

  @Test func `a correct port passes and ends`() async throws {
    let report = try await report()
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.remarks == [])
    #expect(report.port?.name == "python")
    #expect(report.exitStatus == 0)
  }

  @Test func `garbage is an error of the case, and the next case gets a new port`() async throws {
    let report = try await report(
      onCall: "if isFirst: write('Segmentation fault\\n')\nreply(m['id'], right)")
    #expect(report.outcomes == [.error, .pass])
    #expect(report.details.first?.contains("Segmentation fault") == true)
    #expect(report.exitStatus == 1)
  }

  @Test func `fifty megabytes without a line feed are an error`() async throws {
    let report = try await report(
      onCall: "if isFirst: write('x' * 50_000_000)\nreply(m['id'], right)")
    #expect(report.outcomes == [.error, .pass])
    #expect(report.details.first?.contains("longer than allowed") == true)
  }

  @Test func `endless output is an error`() async throws {
    let report = try await report(
      onCall: "while isFirst: write('x' * 100_000)\nreply(m['id'], right)")
    #expect(report.outcomes == [.error, .pass])
  }

  @Test func `endless lines are an error`() async throws {
    let report = try await report(
      onCall: "while isFirst: write('{}\\n' * 1000)\nreply(m['id'], right)")
    #expect(report.outcomes == [.error, .pass])
  }

  @Test func `endless notifications are a time-out`() async throws {
    let notification = #"'{"jsonrpc":"2.0","method":"a"}\n'"#
    let report = try await report(
      onCall: "while isFirst: write(\(notification) * 1000)\nreply(m['id'], right)",
      timeLimit: .seconds(3))
    #expect(report.outcomes == [.timeout, .pass], "\(report.details)")
  }

  @Test func `silence is a time-out`() async throws {
    let report = try await report(
      onCall: "if isFirst: continue\nreply(m['id'], right)", timeLimit: .seconds(10))
    #expect(report.outcomes == [.timeout, .pass], "\(report.details)")
    #expect(report.details == ["no answer within 10 s"])
  }

  @Test func `a crash counts for one case only`() async throws {
    let report = try await report(
      onCall: """
        if isFirst:
            sys.stderr.write('out of luck\\n')
            sys.stderr.flush()
            os._exit(7)
        reply(m['id'], right)
        """)
    #expect(report.outcomes == [.crash, .pass])
    #expect(report.details == ["the port exited with status 7"])
    #expect(report.results.first?.errorTail == "out of luck\n")
  }

  @Test func `a signal that ended a port is reported`() async throws {
    let report = try await report(
      onCall: "if isFirst: os.kill(os.getpid(), signal.SIGSEGV)\nreply(m['id'], right)")
    #expect(report.outcomes == [.crash, .pass])
    #expect(report.details == ["the port was terminated by signal 11"])
  }

  @Test func `closing the output without ending is a crash`() async throws {
    var limits = PortLimits()
    limits.patience = .milliseconds(100)
    let report = try await report(
      onCall: """
        if isFirst:
            os.close(1)
            time.sleep(1000)
        reply(m['id'], right)
        """, limits: limits)
    #expect(report.outcomes == [.crash, .pass])
    #expect(report.details == ["the port did not exit and was killed"])
  }

  @Test func `an answer to an unknown id is an error`() async throws {
    let report = try await report(onCall: "reply(m['id'] + (500 if isFirst else 0), right)")
    #expect(report.outcomes == [.error, .pass])
    #expect(report.details.first?.contains("wrong id (expected ") == true)
  }

  @Test func `two answers to one request are an error of its case`() async throws {
    let report = try await report(
      onCall: "if isFirst: reply(m['id'], right)\nreply(m['id'], right)")
    #expect(report.outcomes == [.error, .pass])
    #expect(report.details == ["the request was answered twice"])
  }

  @Test func `a second answer to the last request is detected as well`() async throws {
    let report = try await report(
      onCall: "reply(m['id'], right)\nif not isFirst: reply(m['id'], right)")
    #expect(report.outcomes == [.pass, .error])
  }

  @Test func `a request from the port is an error`() async throws {
    let report = try await report(
      onCall: """
        if isFirst: write('{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"a\\"}\\n')
        reply(m['id'], right)
        """)
    #expect(report.outcomes == [.error, .pass])
  }

  @Test func `an unknown method is unsupported where the capability is claimed`() async throws {
    let report = try await report(
      onCall: """
        if isFirst:
            write(json.dumps({"jsonrpc": "2.0", "id": m["id"], "error": {"code": -32601, "message": "?"}}) + "\\n")
            continue
        reply(m['id'], right)
        """)
    #expect(report.outcomes == [.unsupported, .pass])
    #expect(report.exitStatus == 1)
  }

  @Test func `a port that does not end with its input is killed, and that is reported`()
    async throws
  {
    let report = try await report(
      atStart: "import atexit; atexit.register(lambda: time.sleep(1000))",
      farewell: .milliseconds(200))
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.remarks.count == 1)
  }

  @Test func `what a port has started does not outlive it`() async throws {
    let pidFile = folder.path(of: "pid")
    let report = try await report(
      atStart: """
        child = subprocess.Popen(["sleep", "1000"])
        with open('\(pidFile)', 'w') as file: file.write(str(child.pid))
        """)
    #expect(report.outcomes == [.pass, .pass])
    let process = try #require(
      Int32(String(decoding: folder.bytes(of: "pid"), as: UTF8.self)))
    // Killed at once; the system may take a moment to reap it.
    while kill(process, 0) == 0, !isZombie(process) { await Task.yield() }
  }

  private func isZombie(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.contains(") Z ") ?? true
  }

  @Test func `a flood on standard error is bounded and harmless`() async throws {
    let report = try await report(
      onCall: "sys.stderr.write('e' * 5_000_000 + '\\n')\nreply(m['id'], right)")
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.errorTail.utf8.count <= PortLimits().errorTailBytes)
    #expect(report.errorTail.hasSuffix("e\n"))
  }

  @Test func `a port that does not read is a time-out, however much is sent`() async throws {
    let report = try await report(
      onCall: "time.sleep(1000)", timeLimit: .seconds(3),
      cases: """
        {"id": "flood", "description": "much is sent", "spec": ["DEMO-1"],
         "exchange": {"send": ["{\\"jsonrpc\\":\\"2.0\\",\\"method\\":\\"a\\",\\"params\\":{}}",
           {"repeat": {"text": "x", "count": 1000000}}], "expect": [{"$any": "object"}]}}
        """)
    #expect(report.outcomes == [.timeout])
  }

  // MARK: At the start

  @Test func `a port that ends at the start is reported with its status and last output`()
    async throws
  {
    let report = try await report(
      atStart: "sys.stderr.write('no such module\\n'); sys.exit(3)")
    #expect(report.exitStatus == 2)
    #expect(report.outcomes == [.crash, .crash])
    #expect(
      report.refusal == "The port exited with status 3 before it answered engine.describe.")
    #expect(report.errorTail.contains("no such module"))
  }

  @Test func `a missing command is reported with the shell's message`() async throws {
    let report = try await play(ProcessPort(command: "no-such-program-anywhere"))
    #expect(report.exitStatus == 2)
    #expect(report.refusal?.contains("127") == true)
    #expect(report.errorTail.contains("not found"))
  }

  @Test func `a port that is silent from the start is reported after one time limit`() async throws
  {
    let report = try await play(
      ProcessPort(command: "sleep 1000"), start: .milliseconds(300))
    #expect(report.exitStatus == 2)
    #expect(report.outcomes == [.timeout, .timeout])
  }

  @Test func `a port that prints a greeting is told what standard output is for`() async throws {
    let report = try await report(atStart: "write('Loading the model ...\\n')")
    #expect(report.exitStatus == 2)
    #expect(report.refusal?.contains("Loading the model") == true)
  }

  @Test func `the shell handles quotes and variables in the command`() async throws {
    let path = try folder.file("my port.sh", text: "exec \"$1\" \"$2\"\n")
    _ = try PythonPort(folder: folder).port(onCall: "reply(m['id'], right)")
    let port = ProcessPort(
      command: "A='\(folder.path)'; sh '\(path)' python3 \"$A/port.py\"")
    #expect(try await play(port).outcomes == [.pass, .pass])
  }

  @Test func `after many time-outs in a row the rest is not played`() async throws {
    let cases = (0..<5).map {
      """
      {"id": "c\($0)", "description": "x", "spec": ["DEMO-1"], "params": {},
       "expect": {"result": 1}}
      """
    }.joined(separator: ",")
    let port = try PythonPort(folder: folder).port(onCall: "pass")
    var limits = RunLimits()
    limits.perCase = .milliseconds(300)
    limits.timeoutsInARow = 2
    let mini = MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)])
    limits.start = .seconds(600)
    let report = try await MiniSuite.with(mini) { [limits] suite in
      await ConformanceRunner(suite: suite, limits: limits).run(on: port)
    }
    #expect(report.outcomes == Array(repeating: .timeout, count: 5))
    #expect(report.details.suffix(3).allSatisfy { $0.contains("not played") })
  }

  @Test
  func `after many time-outs in total the rest is not played, despite answers in between`()
    async throws
  {
    let cases = (0..<9).map {
      """
      {"id": "c\($0)", "description": "x", "spec": ["DEMO-1"], "params": {"first": \($0 % 2 == 0)},
       "expect": {"result": {"value": 1}}}
      """
    }.joined(separator: ",")
    let port = try PythonPort(folder: folder).port(
      onCall: "if isFirst: continue\nreply(m['id'], right)")
    var limits = RunLimits()
    limits.perCase = .seconds(5)
    limits.start = .seconds(600)
    limits.timeoutsInAll = 2
    let mini = MiniSuite(
      files: [
        "demo/values": MiniSuite.values(cases: cases)
          .replacing(#""notes": {"slip": "Somebody slipped."},"#, with: "")
      ])
    let report = try await MiniSuite.with(mini) { [limits] suite in
      await ConformanceRunner(suite: suite, limits: limits).run(on: port)
    }
    #expect(report.outcomes.prefix(3) == [.timeout, .pass, .timeout])
    #expect(report.details.last == "not played after 2 time-outs")
    #expect(report.results.count == 9)
  }
}

extension RunReport {
  /// The outcomes in case order.
  var outcomes: [CaseOutcome] { results.map(\.outcome) }
  /// The reasons of the cases that did not pass.
  var details: [String] { results.compactMap(\.detail) }
}
