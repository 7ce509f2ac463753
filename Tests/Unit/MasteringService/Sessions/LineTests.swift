import MasteringService
import StrictJSON
import Testing

/// The answer to a single line, whatever it contains. After each one, the next request is answered.
@Suite struct LineTests {
  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  /// A refused line, generated on demand because some are megabytes long.
  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Int
    let reason: String?
    let line: @Sendable () -> [UInt8]

    init(
      _ name: String, _ code: Int, _ reason: String?, _ line: @escaping @Sendable () -> [UInt8]
    ) {
      testDescription = name
      self.code = code
      self.reason = reason
      self.line = line
    }

    init(_ name: String, _ code: Int, _ reason: String?, text: String) {
      self.init(name, code, reason) { Array(text.utf8) }
    }
  }

  private static let refused = [
    Refused("not JSON", -32700, "unexpected_byte", text: "nonsense"),
    Refused("half a line", -32700, "unexpected_end", text: #"{"jsonrpc":"2.0","id":1"#),
    Refused("trailing bytes", -32700, "trailing_bytes", text: "{} {}"),
    Refused("duplicate keys", -32700, "duplicate_key", text: #"{"id":1,"\u0069d":2}"#),
    Refused("NaN", -32700, "unexpected_byte", text: #"{"a":NaN}"#),
    Refused("a NUL", -32700, "unexpected_byte") { [0x7B, 0x00, 0x7D] },
    Refused("a NUL in a text", -32700, "control_character") { [0x22, 0x00, 0x22] },
    Refused("a byte order mark", -32700, "byte_order_mark") { [0xEF, 0xBB, 0xBF, 0x7B, 0x7D] },
    Refused("no UTF-8", -32700, "invalid_utf8") { [0x22, 0xFF, 0x22] },
    Refused("half a surrogate pair", -32700, "lone_surrogate", text: #""\ud83c""#),
    Refused("a nesting bomb", -32700, "too_deep") { Array(nested(100_000).utf8) },
    Refused("an open nesting bomb", -32700, "too_deep") {
      [UInt8](repeating: 0x5B, count: 1_000_000)
    },
    Refused("too many values", -32700, "too_many_values") {
      Array("[\(String(repeating: "0,", count: 1_000_000))0]".utf8)
    },
    Refused("an empty batch", -32600, nil, text: "[]"),
    Refused("a batch of 10,001", -32600, nil) {
      Array("[\(String(repeating: "1,", count: 10_000))1]".utf8)
    },
    Refused("a number", -32600, nil, text: "5"),
  ]

  @Test(arguments: refused)
  func `a refused line is answered, and so is the next`(_ refused: Refused) throws {
    let conversation = try Conversation()
    conversation.say(refused.line())
    let answer = try JSON.parse(try #require(conversation.outbox.lines.first))
    #expect(conversation.outbox.lines.count == 1)
    #expect(answer["id"] == .null)
    #expect(answer["error"]?["code"] == .integer(refused.code))
    #expect(answer["error"]?["data"]?["reason"]?.asString == refused.reason)
    #expect(try conversation.call("engine.describe")?["specification"] == "2.0")
  }

  @Test(arguments: ["", " ", "\t \r"])
  func `a line of white space gets no answer`(_ line: String) throws {
    let conversation = try Conversation()
    conversation.say(line)
    #expect(conversation.outbox.lines.isEmpty)
  }

  @Test func `a carriage return before the line feed is white space`() throws {
    let conversation = try Conversation()
    let line = #"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"# + "\r"
    #expect(try conversation.answer(to: line)?["result"] == .null)
  }

  @Test func `64 levels are accepted`() throws {
    let conversation = try Conversation()
    // The request and its params are two of them.
    let data = try conversation.call("engine.describe", #"{"a":\#(Self.nested(62))}"#)?["data"]
    #expect(data?["reason"] == "unknown")
    let line = #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":\#(Self.nested(63))}}"#
    #expect(
      try conversation.answer(to: line)?["error"]?["data"]?["reason"] == "too_deep")
  }

  @Test func `a line of 16 MiB is read, and one more byte is refused`() throws {
    let conversation = try Conversation()
    let request = #"{"jsonrpc":"2.0","id":1,"method":"engine.describe"}"#
    let padding = String(repeating: " ", count: SessionLimits.lineBytes - request.utf8.count)
    #expect(try conversation.answer(to: request + padding)?["result"] != nil)
    let answer = try conversation.answer(to: request + padding + " ")
    #expect(answer?["error"]?["data"]?["reason"] == "line_too_long")
    #expect(answer?["error"]?["data"]?["offset"] == .integer(16_777_216))
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","method":"nonsense"}"#,
    #"{"jsonrpc":"2.0","method":"engine.describe","params":[1]}"#,
    #"{"jsonrpc":"2.0","method":"engine.describe"}"#,
    #"{"jsonrpc":"2.0","method":"chunks.plan","params":{}}"#,
    #"{"jsonrpc":"2.0","method":"$/cancel","params":{"id":99}}"#,
  ])
  func `a notification is never answered`(_ line: String) throws {
    let conversation = try Conversation()
    conversation.say(line)
    #expect(conversation.outbox.lines.isEmpty)
  }

  @Test func `an unknown method is named`() throws {
    let error = try Conversation().call("recommend")
    #expect(error?["code"] == .integer(-32601))
    #expect(error?["data"]?.text() == #"{"code":"method_not_found","method":"recommend"}"#)
  }

  @Test func `parameters are accepted by name only`() throws {
    let error = try Conversation().call("engine.describe", "[]")
    #expect(error?["code"] == .integer(-32602))
    #expect(error?["data"]?["path"] == "")
  }

  @Test func `an id is returned exactly as written`() throws {
    let conversation = try Conversation()
    conversation.say(#"{"jsonrpc":"2.0","id":"\u0031/\/","method":"engine.describe"}"#)
    conversation.say(#"{"jsonrpc":"2.0","id":1e2,"method":"nonsense"}"#)
    try #require(conversation.outbox.lines.count == 2)
    #expect(conversation.outbox.lines[0].hasSuffix(#","id":"\u0031/\/"}"#))
    #expect(conversation.outbox.lines[1].hasSuffix(#","id":1e2}"#))
  }
}
