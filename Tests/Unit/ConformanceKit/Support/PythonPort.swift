import AudioFixtures
import ConformanceKit

/// Ports that are programs, each with one fault.
struct PythonPort {
  let folder: TemporaryFolder

  /// A port that runs these lines of Python for each request `m` except `engine.describe`. `reply`
  /// writes an answer; `start` runs before the first request.
  func port(
    onCall: String, atStart: String = "", limits: PortLimits = PortLimits()
  ) throws -> ProcessPort {
    let script = """
      import json, os, signal, subprocess, sys, time
      def write(text):
          sys.stdout.write(text)
          sys.stdout.flush()
      def reply(id, result):
          write(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}) + "\\n")
      right = {"value": 1}
      \(atStart)
      for line in sys.stdin:
          m = json.loads(line)
          if m["method"] == "engine.describe":
              reply(m["id"], {"implementation": {"name": "python", "version": "1"},
                              "specification": "2.0", "capabilities": ["core"]})
              continue
          isFirst = m["params"].get("first", False)
      \(onCall.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """
    let path = try folder.file("port.py", text: script)
    return ProcessPort(command: "exec python3 '\(path)'", limits: limits)
  }
}
