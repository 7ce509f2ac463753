import AudioFixtures
import ConformanceKit
import TestArguments
import Testing

/// Cases that are played with a server: which pass, which do not, and that anything a server does
/// is a result.
@Suite(.takesTurns(at: .process)) struct TranscriptTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// One step that the server of ``right`` answers correctly.
  private static let asked = """
    {"request": {"target": "/value"}, "response": {"status": 200, "body": {"value": 1}}}
    """

  private static let right = #"answer('{"value": 1}')"#

  private func mini(_ transcripts: [String], header: String = "") -> MiniSuite {
    let cases = transcripts.enumerated().map { index, steps in
      """
      {"id": "case-\(index)", "description": "it is as it is", "spec": ["DEMO-1"],
       "flags": ["slip"], "transcript": [\(steps)], "forbid": ["secret"]}
      """
    }
    let library =
      #""library": {"a/one.txt": {"$file": {"name": "x", "base64": "MDEyMzQ1Njc4OQ=="}}},"#
    return MiniSuite(files: [
      "demo/values": MiniSuite.values(
        header: library + header, cases: cases.joined(separator: ","))
    ])
  }

  /// Plays transcripts with a server that has one fault.
  private func report(
    _ transcripts: String..., onRequest: String = right, atStart: String = "",
    header: String = "", timeLimit: Duration = .seconds(600), start: Duration = .seconds(600)
  ) async throws -> RunReport {
    var limits = RunLimits()
    limits.perCase = timeLimit
    limits.start = start
    let server = try PythonServer(folder: folder).command(
      onRequest: onRequest, atStart: atStart)
    let port = try PythonPort(folder: folder).port(onCall: "pass")
    return try await MiniSuite.with(mini(transcripts, header: header)) { suite in
      await ConformanceRunner(suite: suite, limits: limits).run(on: port, server: server)
    }
  }

  // MARK: HTTP

  @Test func `a correct answer passes`() async throws {
    let report = try await report(Self.asked, Self.asked)
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.exitStatus == 0)
  }

  @Test func `without a server the cases are skipped, with a reason`() async throws {
    let port = try PythonPort(folder: folder).port(onCall: "pass")
    try await MiniSuite.with(mini([Self.asked])) { suite in
      let report = await ConformanceRunner(suite: suite).run(on: port)
      #expect(report.outcomes == [.skip])
      #expect(report.details == ["no server was given"])
    }
  }

  @Test func `unclaimed capabilities are skipped even with a server`() async throws {
    var mini = mini([Self.asked])
    mini.files["demo/values"] = mini.files["demo/values"]?.replacing(
      #""requires": ["core"]"#, with: #""requires": ["core", "extra"]"#)
    let server = try PythonServer(folder: folder).command(onRequest: Self.right)
    let port = try PythonPort(folder: folder).port(onCall: "pass")
    try await MiniSuite.with(mini) { suite in
      let report = await ConformanceRunner(suite: suite).run(on: port, server: server)
      #expect(report.outcomes == [.skip])
      #expect(report.details == ["the port does not claim extra"])
    }
  }

  /// Answers with one error, and the message about each.
  static let wrongAnswers: [Labelled<(String, String)>] = [
    .init("another status", (#"answer('{"value": 1}', "404 Not Found")"#, "/status")),
    .init("another value", (#"answer('{"value": 2}')"#, "/body/value")),
    .init("another member", (#"answer('{"value": 1, "more": 1}')"#, "/body/more")),
    .init("no JSON's type", (#"answer('{"value": 1}', fields="A: b")"#, "/body")),
    .init(
      "a forbidden text",
      (#"answer('{"value": 1}', fields="Content-Type: application/json\r\nX: secret")"#, "secret")),
  ]

  @Test(arguments: wrongAnswers)
  func `a wrong answer fails, with its place`(
    _ labelled: Labelled<(String, String)>
  ) async throws {
    let (onRequest, place) = labelled.value
    let report = try await report(Self.asked, onRequest: onRequest)
    #expect(report.outcomes == [.fail])
    #expect(report.details.first?.hasPrefix("step 1: ") == true)
    #expect(report.details.first?.contains(place) == true)
  }

  @Test func `an awaited answer is asked for again until it comes`() async throws {
    let start = "count = [0]"
    let third = """
      count[0] += 1
      answer('{"value": %d}' % (1 if count[0] > 2 else 0))
      """
    let awaited = Self.asked.replacing(#"{"request""#, with: #"{"awaited": true, "request""#)
    let once = try await report(Self.asked, onRequest: third, atStart: start)
    #expect(once.outcomes == [.fail])
    let patient = try await report(awaited, onRequest: third, atStart: start)
    #expect(patient.outcomes == [.pass])
    let never = try await report(
      awaited, onRequest: #"answer('{"value": 0}')"#, timeLimit: .seconds(2))
    #expect(!never.outcomes.contains(.pass))
  }

  @Test func `fields are compared by lower-case name, and others are allowed`()
    async throws
  {
    func asked(_ fields: String) -> String {
      #"{"request": {"target": "/"}, "response": {"status": 200, "headers": {\#(fields)}}}"#
    }
    let report = try await report(
      asked(#""x-one": "a, b""#), asked(#""x-one": "a""#), asked(#""x-two": "c""#),
      onRequest: #"answer("", fields="X-One: a\r\nx-ONE:  b \r\nOther: 1")"#)
    #expect(report.outcomes == [.pass, .fail, .fail])
  }

  @Test func `a body can be given as the bytes of a file`() async throws {
    func asked(_ content: String) -> String {
      #"{"request": {"target": "/"}, "response": {"status": 200, "content": {\#(content)}}}"#
    }
    let file = #""of": {"$library": "a/one.txt"}"#
    let report = try await report(
      asked(file), asked("\(file), \"from\": 2, \"to\": 4"), asked("\"length\": 10"),
      // To the end, with a range longer than any file.
      asked("\(file), \"to\": \(Int.max)"), asked("\(file), \"from\": \(Int.max)"),
      onRequest: "answer(open(folder + '/a/one.txt', 'rb').read(), fields='A: b')")
    #expect(report.outcomes == [.pass, .fail, .pass, .pass, .fail])
  }

  @Test func `requests are sent as written`() async throws {
    let asked = """
      {"request": {"method": "PUT", "target": {"concat": ["/x?path=", {"$library": "a/é n.txt"}]},
                   "headers": {"X-Mine": {"repeat": {"text": "ab", "count": 3}}},
                   "body": {"json": {"path": {"$library": "none.wav"}}}},
       "response": {"status": 200, "body": {"seen": true}}}
      """
    let report = try await report(
      asked,
      onRequest: """
        length = int(head.lower().split(b"content-length: ")[1].split()[0])
        body = head.split(b"\\r\\n\\r\\n", 1)[1]
        body += take(length - len(body))
        seen = (head.startswith(b"PUT /x?path=") and target == "/x?path=" + folder + "/a/%c3%a9%20n.txt"
                and b"X-Mine: ababab\\r\\n" in head and b"Host: 127.0.0.1:" in head
                and body == ('{"path":"' + folder + '/none.wav"}').encode())
        answer('{"seen": true}' if seen else '{"seen": false}')
        """)
    #expect(report.outcomes == [.pass], "\(report.details)")
  }

  @Test func `a chunked body is joined, and a body after HEAD is detected`() async throws {
    func head(_ target: String) -> String {
      """
      {"request": {"method": "HEAD", "target": "\(target)"},
       "response": {"status": 200, "content": {"length": 0}}}
      """
    }
    let report = try await report(
      Self.asked, head("/right"), head("/wrong"),
      onRequest: #"""
        if head.startswith(b"HEAD"):
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            if target == "/wrong": c.sendall(b"12345")
        else:
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
                      b"Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"va\r\n8\r\nlue\": 1}\r\n0\r\n\r\n")
        """#)
    #expect(report.outcomes == [.pass, .pass, .fail], "\(report.details)")
  }

  // MARK: WebSocket

  private static let accepts = "shake()\n"

  private func hears(_ events: String, ignore: String = "") -> String {
    """
    {"connect": "a"}, {"client": "a", "hears": [\(events)]\(ignore)}
    """
  }

  @Test func `a client receives messages in order, and pings are answered`() async throws {
    let report = try await report(
      hears(
        #"{"message": {"type": "x", "value": 1.25}}, {"close": 1000}"#,
        ignore: #", "ignore": ["progress"]"#),
      onRequest: Self.accepts + #"""
        frame(9, "beat")
        first, payload = heard()
        frame(1, '{"type": "progress"}')
        if (first, payload) == (0x8A, b"beat"): frame(1, '{"type": "x", "value": 1.25}')
        frame(8, struct.pack(">H", 1000))
        """#)
    #expect(report.outcomes == [.pass], "\(report.details)")
  }

  @Test func `frames are sent as written`() async throws {
    let steps = """
      {"connect": "a"},
      {"client": "a", "send": [{"opcode": 9, "payload": "12"}, {"opcode": 3, "reserved": 4,
        "fin": false, "masked": false, "payload": {"repeat": {"text": "x", "count": 300}}}]},
      {"client": "a", "hears": [{"pong": "12"}, {"close": 1002}]}
      """
    let report = try await report(
      steps,
      onRequest: Self.accepts + #"""
        first, payload = heard()
        frame(10, payload)
        second = heard()
        right = first == 0x89 and second == (0x43, b"x" * 300)
        frame(8, struct.pack(">H", 1002 if right else 1011))
        """#)
    #expect(report.outcomes == [.pass], "\(report.details)")
  }

  /// Faults of a server on a WebSocket, and the result of each.
  static let wrongSockets: [Labelled<(String, CaseOutcome)>] = [
    .init("another message", (#"shake(); frame(1, '{"type": "y"}'); heard()"#, .fail)),
    .init(
      "a forbidden text", (#"shake(); frame(1, '{"type": "x", "secret": 1}'); heard()"#, .fail)),
    .init("no message", ("shake()", .fail)),
    .init("no JSON", ("shake(); frame(1, 'x'); heard()", .error)),
    .init("a wrong key", ("shake('AAAA')", .error)),
    .init("no handshake", ("answer('{}')", .error)),
    .init("a binary message", (#"shake(); frame(2, 'x'); heard()"#, .error)),
    .init("half a close code", (#"shake(); frame(8, 'x'); heard()"#, .error)),
    .init("a ping in parts", (#"shake(); c.sendall(b"\x09\x00"); heard()"#, .error)),
    .init(
      "a long ping", (#"shake(); c.sendall(b"\x89\x7E\x00\x80" + bytes(128)); heard()"#, .error)),
    .init(
      "an extension that was not asked for",
      (#"shake(more="Sec-WebSocket-Extensions: permessage-deflate\r\n"); heard()"#, .error)
    ),
    .init("no Upgrade", (#"shake(upgrade="")"#, .error)),
    .init("a masked frame", (#"shake(); c.sendall(b"\x81\x80abcd"); heard()"#, .error)),
    .init("reserved bits", (#"shake(); c.sendall(b"\xF1\x00"); heard()"#, .error)),
    .init(
      "a length in more bytes than needed",
      (#"shake(); c.sendall(b"\x81\x7E\x00\x02{}"); heard()"#, .error)),
    .init("an endless frame", (#"shake(); c.sendall(b"\x81\x7F" + b"\xFF" * 8); heard()"#, .error)),
  ]

  @Test(arguments: wrongSockets)
  func `a WebSocket fault is reported`(_ labelled: Labelled<(String, CaseOutcome)>)
    async throws
  {
    let (onRequest, outcome) = labelled.value
    let report = try await report(
      hears(#"{"message": {"type": "x"}}"#), onRequest: onRequest)
    #expect(report.outcomes == [outcome], "\(report.details)")
  }

  // MARK: Misbehaving servers

  @Test func `a server that crashes costs one case`() async throws {
    let report = try await report(
      Self.asked, Self.asked.replacing("/value", with: "/die"), Self.asked,
      onRequest: "if target == '/die': os._exit(3)\n\(Self.right)")
    #expect(report.outcomes == [.pass, .crash, .pass])
    #expect(report.details.contains { $0.contains("3") }, "\(report.details)")
  }

  @Test func `a server that only closes a connection fails`() async throws {
    let report = try await report(
      Self.asked.replacing("/value", with: "/close"), Self.asked,
      onRequest: "if target != '/close': \(Self.right)")
    #expect(report.outcomes == [.fail, .pass])
  }

  @Test func `a silent server is a time-out and is replaced`() async throws {
    let report = try await report(
      Self.asked.replacing("/value", with: "/wait"), Self.asked,
      onRequest: "if target == '/wait': time.sleep(600)\n\(Self.right)",
      timeLimit: .seconds(5))
    #expect(report.outcomes == [.timeout, .pass])
  }

  /// Bytes that are not an answer.
  static let garbage: [Labelled<String>] = [
    .init("no HTTP", #"c.sendall(b"Segmentation fault\r\n\r\n")"#),
    .init("no field", #"c.sendall(b"HTTP/1.1 200 OK\r\nrubbish\r\n\r\n")"#),
    .init("no JSON", "answer('{')"),
    .init(
      "an endless body", #"c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")"#),
    .init("no length", #"c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")"#),
    .init(
      "no chunk",
      #"c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")"#),
    .init("too much", #"c.sendall(b"HTTP/1.1 200 OK\r\n" + b"x" * (65 << 20))"#),
  ]

  @Test(arguments: garbage)
  func `garbage is an error, and the next case is played`(_ habit: Labelled<String>) async throws {
    let report = try await report(
      Self.asked.replacing("/value", with: "/bad"), Self.asked,
      onRequest: """
        try:
            if target == '/bad': \(habit.value)
            else: \(Self.right)
        except OSError: pass
        """)
    #expect(report.outcomes == [.error, .pass], "\(report.details)")
  }

  @Test func `an address at which nothing listens is reported`() async throws {
    let report = try await report(
      Self.asked,
      atStart: "print('http://127.0.0.1:1/', flush=True)\ntime.sleep(600)")
    #expect(report.outcomes == [.fail])
    #expect(report.details.first?.contains("accepts no connection at 127.0.0.1:1") == true)
  }

  @Test func `a server that ends before it prints its address is a crash`() async throws {
    let report = try await report(Self.asked, atStart: "sys.exit('no port left')")
    #expect(report.outcomes == [.crash])
    #expect(report.results.first?.errorTail?.contains("no port left") == true)
  }

  @Test func `a server that never prints its address is a time-out`() async throws {
    let report = try await report(Self.asked, atStart: "time.sleep(600)", start: .seconds(2))
    // The port itself has to start within that time as well.
    #expect(report.outcomes == [.timeout], "\(report.details)")
  }

  @Test func `each case gets a new server if required`() async throws {
    let count = """
      try: count += 1
      except NameError: count = 1
      answer('{"value": %d}' % count)
      """
    let together = try await report(
      Self.asked, Self.asked.replacing(": 1}", with: ": 2}"), onRequest: count)
    #expect(together.outcomes == [.pass, .pass])
    let fresh = try await report(
      Self.asked, Self.asked, onRequest: count, header: #""fresh": true,"#)
    #expect(fresh.outcomes == [.pass, .pass])
  }

  // MARK: Reading steps

  /// Steps with one flaw, and the message about each.
  static let flaws: [Labelled<(String, SuiteProblem.Reason)>] = [
    .init(
      "no kind",
      (
        #"{"response": {"status": 200}}"#,
        .invalidValue("a step needs exactly one of 'request', 'connect', 'send' and 'hears'")
      )),
    .init(
      "no client",
      (
        #"{"client": "b", "hears": [{"close": 1000}]}"#,
        .invalidValue("uses the client 'b' before it connects")
      )),
    .init("no status", (#"{"request": {"target": "/"}, "response": {}}"#, .missingKey("status"))),
    .init(
      "a way out of the library",
      (
        #"{"request": {"target": {"$library": "../x"}}, "response": {"status": 200}}"#,
        .invalidValue("is not a valid $library")
      )),
    .init(
      "no matcher",
      (
        #"{"request": {"target": "/"}, "response": {"status": {"$foo": 1}}}"#,
        .unknownMatcher("$foo")
      )),
    .init(
      "no opcode",
      (
        #"{"connect": "a"}, {"client": "a", "send": [{"opcode": 16}]}"#,
        .invalidValue("is not a frame")
      )),
  ]

  @Test(arguments: flaws)
  func `a flaw in a step is reported`(_ labelled: Labelled<(String, SuiteProblem.Reason)>) throws {
    let (steps, reason) = labelled.value
    let problems = try mini([steps]).problems()
    #expect(problems.map(\.reason) == [reason])
  }

  @Test func `a transcript needs a library, and only transcripts may have one`() throws {
    var lacking = mini([Self.asked])
    lacking.files["demo/values"] = lacking.files["demo/values"]?.replacing(
      #/"library": \{.*?\}\}\},/#, with: "")
    #expect(try !lacking.problems().isEmpty)
    let idle = MiniSuite(files: ["demo/values": MiniSuite.values(header: #""library": {},"#)])
    #expect(try !idle.problems().isEmpty)
  }
}
