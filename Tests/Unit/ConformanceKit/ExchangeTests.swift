import ConformanceKit
import StrictJSON
import TestArguments
import Testing

@Suite struct ExchangeTests {
  /// A port that answers each line with the given lines, and `engine.describe` correctly.
  private func port(
    _ react: @escaping @Sendable (_ method: String, _ write: (String) -> Void) -> Void
  ) -> InProcessPort {
    FakePort.writing { request, write in
      let method = request["method"]?.asString ?? "none"
      guard method == "engine.describe" else { return react(method, write) }
      let reply: JSON = [
        "jsonrpc": "2.0", "id": request["id"] ?? .null, "result": FakePort.description,
      ]
      write(reply.text())
    }
  }

  private func outcome(
    _ exchange: String, on port: InProcessPort, timeLimit: Duration = .seconds(3000)
  ) async throws -> CaseResult {
    let cases = """
      {"id": "talk", "description": "x", "spec": ["DEMO-1"], "exchange": \(exchange)}
      """
    let mini = MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)])
    var limits = RunLimits()
    limits.perCase = timeLimit
    // The port shares its threads with all other tests, and may wait minutes for its turn.
    limits.signOfLife = .seconds(3000)
    let report = try await MiniSuite.with(mini) { [limits] suite in
      await ConformanceRunner(suite: suite, limits: limits).run(on: port)
    }
    return try #require(report.results.first)
  }

  private static let one = #"{"jsonrpc":"2.0","id":1,"result":1}"#
  private static let two = #"{"jsonrpc":"2.0","id":2,"result":2}"#
  private static let both = """
    {"send": ["{\\"method\\":\\"a\\"}"], "expect": [\(one), \(two)]}
    """

  @Test func `answers may come in any order`() async throws {
    let port = port { _, write in
      write(Self.two)
      write(Self.one)
    }
    #expect(try await outcome(Self.both, on: port).outcome == .pass)
  }

  @Test func `an additional answer fails`() async throws {
    let port = port { _, write in
      write(Self.two)
      write(Self.one)
      write(Self.one)
    }
    #expect(try await outcome(Self.both, on: port).outcome == .fail)
  }

  @Test func `a wrong answer is compared with the expected one for its id`() async throws {
    let port = port { _, write in write(#"{"jsonrpc":"2.0","id":2,"result":3}"#) }
    let result = try await outcome(Self.both, on: port)
    #expect(result.outcome == .fail)
    #expect(result.mismatches.map(\.place.description) == ["/result"])
  }

  @Test func `a missing answer from a live port is a failure`() async throws {
    let port = port { _, write in write(Self.one) }
    // The test waits out the limit, because answers may be late. It makes no difference whether the
    // first one arrives before or after the limit: either way the port is alive.
    let result = try await outcome(Self.both, on: port, timeLimit: .milliseconds(20))
    #expect(result.outcome == .fail)
    #expect(result.mismatches.map(\.reason) == [.missing])
  }

  @Test func `an error's message is not compared, and its data may have more members`() async throws
  {
    let exchange = """
      {"send": ["x"], "expect": [{"jsonrpc":"2.0","id":null,
        "error":{"code":-32700,"data":{"code":"parse_error"}}}]}
      """
    let right = port { _, write in
      write(
        #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?","data":{"code":"parse_error","offset":0}}}"#
      )
    }
    #expect(try await outcome(exchange, on: right).outcome == .pass)
    let wrong = port { _, write in
      write(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"?","data":{}}}"#)
    }
    let result = try await outcome(exchange, on: wrong)
    #expect(result.mismatches.map(\.place.description) == ["/error/code", "/error/data/code"])
  }

  @Test func `a batch is answered by an array, element by element`() async throws {
    let exchange = #"{"send": ["[]"], "expect": [[\#(Self.one), \#(Self.two)]]}"#
    let right = port { _, write in write("[\(Self.one),\(Self.two)]") }
    #expect(try await outcome(exchange, on: right).outcome == .pass)
    let wrong = port { _, write in write("[\(Self.two),\(Self.one)]") }
    #expect(try await outcome(exchange, on: wrong).outcome == .fail)
  }

  private static let notified = """
    {"send": ["{\\"method\\":\\"a\\"}"], "expect": [\(one)], "ignore": ["noise", {"jsonrpc":"2.0","method":"murmur","params":{"x":1}}],
     "notifications": [{"jsonrpc":"2.0","method":"first","params":{"x":{"$any":"integer"}}},
                       {"jsonrpc":"2.0","method":"last"}]}
    """

  private func notification(_ method: String) -> String {
    let params =
      ["first": 1, "murmur": 1, "shout": 2][method].map { #","params":{"x":\#($0)}"# } ?? ""
    let name = method == "shout" ? "murmur" : method
    return #"{"jsonrpc":"2.0","method":"\#(name)"\#(params)}"#
  }

  @Test(arguments: [
    Labelled("in order", (["first", "noise", "last", "noise"], CaseOutcome.pass)),
    Labelled("swapped", (["last", "first"], .fail)),
    Labelled("one too many", (["first", "last", "last"], .fail)),
    Labelled("an unknown one", (["first", "other", "last"], .fail)),
    Labelled("one ignored by its pattern", (["first", "murmur", "last", "murmur"], .pass)),
    Labelled("one beside the pattern", (["first", "shout", "last"], .fail)),
    Labelled("one beside the pattern at the end", (["first", "last", "shout"], .fail)),
  ])
  func `notifications arrive in order, ignored ones at any time`(
    _ labelled: Labelled<([String], CaseOutcome)>
  ) async throws {
    let (methods, outcome) = labelled.value
    let lines = methods.map(notification)
    let port = port { _, write in
      lines.forEach(write)
      write(Self.one)
    }
    #expect(try await self.outcome(Self.notified, on: port).outcome == outcome)
  }

  @Test func `lines are sent as written`() async throws {
    let exchange = """
      {"send": [{"concat": ["{\\"method\\":\\"", {"repeat": {"text": "ab", "count": 3}},
        {"base64": "In0="}]}], "expect": ["ababab"]}
      """
    let port = InProcessPort { input, write in
      for await bytes in input {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.contains("engine.describe") {
          let id = (try? JSON.parse(line))?["id"] ?? .null
          let reply: JSON = ["jsonrpc": "2.0", "id": id, "result": FakePort.description]
          write(reply.utf8() + [0x0a])
        } else if line == "{\"method\":\"ababab\"}\n" {
          write(Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"ababab\"}\n".utf8))
        }
      }
    }
    let expectation = exchange.replacing(
      #""expect": ["ababab"]"#,
      with: #""expect": [{"jsonrpc":"2.0","id":1,"result":"ababab"}]"#)
    #expect(try await outcome(expectation, on: port).outcome == .pass)
  }

  @Test func `a port that should end and does not is a time-out`() async throws {
    let exchange = #"{"send": ["{\"method\":\"a\"}"], "expect": [\#(Self.one)], "end": "shutdown"}"#
    let stays = port { _, write in write(Self.one) }
    let result = try await outcome(exchange, on: stays, timeLimit: .milliseconds(200))
    #expect(result.outcome == .timeout)
  }

  @Test func `the last line may lack its newline`() async throws {
    let exchange = #"{"send": ["a", "b"], "expect": [\#(Self.one)], "end": "input"}"#
    let port = InProcessPort { input, write in
      var all: [UInt8] = []
      for await bytes in input {
        if let request = try? JSON.parse(bytes), request["method"] != nil {
          let reply: JSON = [
            "jsonrpc": "2.0", "id": request["id"] ?? .null, "result": FakePort.description,
          ]
          write(reply.utf8() + [0x0a])
        } else {
          all += bytes
        }
      }
      if all == Array("a\nb".utf8) { write(Array(Self.one.utf8)) }
    }
    #expect(try await outcome(exchange, on: port).outcome == .pass)
  }
}
