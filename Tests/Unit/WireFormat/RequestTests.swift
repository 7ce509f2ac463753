import StrictJSON
import Testing
import WireFormat

@Suite struct RequestTests {
  private func request(_ text: String) throws -> RPCRequest {
    let bytes = Array(text.utf8)[...]
    return try RPCRequest(try JSON.parse(bytes), rawID: RawIDs.find(in: bytes)[0])
  }

  @Test(arguments: [
    "1", "1.0", "-0", "1e2", "1E+2", "123456789012345678901234567890", "0.1", "1e999", "null",
    #""1""#, #""""#, #""\u0031\n""#, #""é\u00e9""#, #""\/""#, "\"\u{7F}\u{85}\"",
  ])
  func `an id is returned exactly as it was sent`(_ id: String) throws {
    for text in [
      #"{"jsonrpc":"2.0","method":"m","id":\#(id)}"#,
      #" { "id" : \#(id) , "params":{"id":"\\","a":[{"id":1}]}, "method":"m","jsonrpc":"2.0" } "#,
      #"{"\u0069d":\#(id),"jsonrpc":"2.0","method":"m"}"#,
    ] {
      let request = try request(text)
      #expect(request.id.map { String(decoding: $0.text, as: UTF8.self) } == id)
    }
  }

  @Test func `a request without an id is a notification`() throws {
    #expect(try request(#"{"jsonrpc":"2.0","method":"\u006d"}"#).id == nil)
  }

  @Test func `each message of a batch has its own id`() {
    let line = Array(#"[{"id":"\u0061"},5,{"a":"]}"},[{"id":1}],{"x":[1,{"id":2}],"id":3}]"#.utf8)
    let ids = RawIDs.find(in: line[...]).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    #expect(ids == [#""\u0061""#, nil, nil, nil, "3"])
  }

  @Test(arguments: [
    ("5", "null"), ("null", "null"), (#""text""#, "null"), ("{}", "null"),
    (#"{"jsonrpc":"1.0","method":"m","id":1}"#, "1"),
    (#"{"jsonrpc":2.0,"method":"m","id":"a"}"#, #""a""#),
    (#"{"method":"m","id":1}"#, "1"), (#"{"jsonrpc":"2.0","id":1}"#, "1"),
    (#"{"jsonrpc":"2.0","method":5,"id":1}"#, "1"),
    (#"{"jsonrpc":"2.0","method":"m","id":true}"#, "null"),
    (#"{"jsonrpc":"2.0","method":"m","id":[]}"#, "null"),
    (#"{"jsonrpc":"2.0","method":"m","id":1,"params":5}"#, "1"),
    (#"{"jsonrpc":"2.0","method":"m","id":1,"params":null}"#, "1"),
    (#"{"jsonrpc":"2.0","method":"m","params":"a"}"#, "null"),
  ])
  func `an invalid request is refused, with its id if that is valid`(
    _ text: String, _ id: String
  ) throws {
    let refusal = #expect(throws: RPCRequest.Refusal.self) { _ = try request(text) }
    #expect(refusal?.report.kind == .invalidRequest)
    #expect(refusal.map { String(decoding: $0.id.text, as: UTF8.self) } == id)
  }

  @Test func `other members are ignored`() throws {
    let request = try request(#"{"jsonrpc":"2.0","method":"m","id":1,"auth":"x"}"#)
    #expect(request.method == "m")
  }

  @Test func `ids are compared by value`() {
    #expect(RPCRequestID(.string("a"), raw: Array(#""\u0061""#.utf8)) == RPCRequestID(.string("a")))
    #expect(RPCRequestID(.integer(1)) != RPCRequestID(.number(1)))
  }
}
