import Foundation

/// The elements of an XML text, as Python's parser reads them.
struct XMLElements: Decodable {
  let names: [String]
  let text: String

  /// - Throws: if the text is not well-formed.
  static func read(_ xml: String) throws -> XMLElements {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import json, sys, xml.etree.ElementTree as tree
      elements = list(tree.fromstring(sys.stdin.buffer.read()).iter())
      text = "".join((e.text or "") + "".join(e.attrib.values()) for e in elements)
      print(json.dumps({"names": [e.tag for e in elements], "text": text}))
      """,
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(xml.utf8))
    try input.fileHandleForWriting.close()
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode(XMLElements.self, from: answer)
  }
}
