import ConformanceKit
import StrictJSON
import SystemCalls

/// Ports inside the test's process.
enum FakePort {
  /// The self-description of a port that claims `core`.
  static let description: JSON = [
    "implementation": ["name": "fake", "version": "0.1"], "specification": "2.0",
    "capabilities": ["core"],
  ]

  /// A port that answers each request with the members that follow its id.
  static func answering(
    describing description: JSON = description,
    _ answer: @escaping @Sendable (_ method: String, _ params: JSON) -> [JSON.Member]
  ) -> InProcessPort {
    writing { request, write in
      let method = request["method"]?.asString ?? ""
      let members =
        method == "engine.describe"
        ? [JSON.Member("result", description)] : answer(method, request["params"] ?? .null)
      let reply: [JSON.Member] = [.init("jsonrpc", "2.0"), .init("id", request["id"] ?? .null)]
      write(JSON.object(reply + members).text())
    }
  }

  /// A port that returns the same result for every call.
  static func answering(_ result: JSON) -> InProcessPort {
    answering { _, _ in [.init("result", result)] }
  }

  /// A port whose closure receives each request and may write any lines.
  static func writing(
    _ react: @escaping @Sendable (_ request: JSON, _ write: (String) -> Void) -> Void
  ) -> InProcessPort {
    InProcessPort { input, write in
      var splitter = LineSplitter(limitBytes: 1 << 24)
      for await bytes in input {
        for line in splitter.lines(endedBy: bytes) {
          guard case .whole(let line) = line else { continue }
          react((try? JSON.parse(Array(line))) ?? .null) { write(Array(($0 + "\n").utf8)) }
        }
      }
    }
  }
}
