import ConformanceKit
import Foundation
import StrictJSON
import SystemCalls

/// A port that answers each call but the first with the number of calls so far.
enum CountingPort {
  static let port = InProcessPort { input, write in
    var splitter = LineSplitter(limitBytes: 1 << 20)
    var count = 0
    for await bytes in input {
      for line in splitter.lines(endedBy: bytes) {
        guard case .whole(let line) = line, let request = try? JSON.parse(Array(line)) else {
          continue
        }
        let isDescribe = request["method"]?.asString == "engine.describe"
        if !isDescribe { count += 1 }
        let reply: JSON = [
          "jsonrpc": "2.0", "id": request["id"] ?? .null,
          "result": isDescribe ? FakePort.description : .integer(count),
        ]
        write(reply.utf8() + [0x0a])
      }
    }
  }
}

/// What is at the paths in an object: a file's size in bytes, `folder`, or null for nothing.
enum FileFacts {
  static func of(_ paths: JSON) -> JSON {
    .object(
      (paths.members ?? []).map { member in
        var isFolder: ObjCBool = false
        let path = member.value.asString ?? ""
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
          return .init(member.key, .null)
        }
        let size = FileManager.default.contents(atPath: path)?.count ?? 0
        return .init(member.key, isFolder.boolValue ? "folder" : .integer(size))
      })
  }
}
