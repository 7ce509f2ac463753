import AgentHosting
import Foundation
import MasteringModel
import ProviderTesting
import SeededRandomness
import StrictJSON
import Testing

/// AGT-1 to AGT-9, tested on single lines.
@Suite struct AgentSessionTests {
  private let conversation: AgentConversation

  init() throws { conversation = try AgentConversation() }

  @Test func `discover lists the revisions, newest first`() async throws {
    let result = try #require(try await conversation.stateless("server/discover"))["result"]
    #expect(result?["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18"])
    #expect(result?["resultType"] == "complete")
    #expect(result?["ttlMs"]?.asInteger != nil)
    #expect(result?["cacheScope"] == "public")
  }

  @Test(arguments: ["2025-06-18", "2025-11-25"])
  func `initialize accepts a revision with sessions`(_ version: String) async throws {
    let answer = try await conversation.answer(
      "initialize", #"{"protocolVersion":"\#(version)","capabilities":{},"clientInfo":{}}"#)
    #expect(answer?["result"]?["protocolVersion"] == .string(version))
    // From then on a request need not state its revision, and answers contain only what such
    // revisions define.
    let tools = try await conversation.answer("tools/list", "{}")
    #expect(tools?["result"]?["tools"]?.elements?.isEmpty == false)
    #expect(tools?["result"]?["resultType"] == nil)
  }

  @Test(arguments: ["2024-11-05", "2026-07-28", "1900-01-01"])
  func `initialize offers the newest revision with sessions in place of an unknown one`(
    _ version: String
  ) async throws {
    let answer = try await conversation.answer(
      "initialize", #"{"protocolVersion":"\#(version)","capabilities":{}}"#)
    #expect(answer?["result"]?["protocolVersion"] == "2025-11-25")
  }

  @Test func `an unsupported revision is answered with the supported ones`() async throws {
    let params =
      #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"1900-01-01","#
      + #""io.modelcontextprotocol/clientCapabilities":{}}}"#
    let error = try #require(try await conversation.answer("tools/list", params))["error"]
    #expect(error?["code"] == .integer(-32022))
    #expect(error?["data"]?["supported"]?.elements?.first == "2026-07-28")
    #expect(error?["data"]?["requested"] == "1900-01-01")
  }

  @Test(arguments: [
    "{}", #"{"_meta":{}}"#, #"{"_meta":1}"#,
    #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#,
    #"{"_meta":{"io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}}}"#,
  ])
  func `a request without its revision or capabilities is refused`(_ params: String) async throws {
    let answer = try await conversation.answer("tools/list", params)
    #expect(answer?["error"]?["code"] == .integer(-32602))
  }

  @Test func `an id is a string or an integer, and is returned unchanged`() async throws {
    for id in ["7", #""a\u0062""#] {
      _ = try await conversation.answer("ping", "{}", id: id)
      #expect(conversation.outbox.lines.last?.contains(#""id":\#(id)"#) == true)
    }
    for id in ["null", "1.5"] {
      let answer = try await conversation.answer("ping", "{}", id: id)
      #expect(answer?["error"]?["code"] == .integer(-32600))
    }
  }

  @Test func `a batch is refused`() throws {
    conversation.say(Array("[]".utf8))
    let answer = try JSON.parse(try #require(conversation.outbox.lines.last))
    #expect(answer["error"]?["code"] == .integer(-32600))
  }

  @Test func `tools are listed the same way each time, with self-contained schemas`() async throws {
    let first = try #require(try await conversation.stateless("tools/list"))
    #expect(try await conversation.stateless("tools/list") == first)
    let tools = try #require(first["result"]?["tools"]?.elements)
    #expect(
      tools.map { $0["name"] } == [
        "measure", "loudness", "compare", "recommend", "explain", "search_library",
        "analyze_library", "profiles_list", "profiles_show", "profiles_check", "profiles_learn",
        "render", "predicted_vs_measured",
      ])
    for tool in tools {
      for key in ["inputSchema", "outputSchema"] {
        let schema = try #require(tool[key])
        #expect(schema["type"] == "object")
        for reference in Self.references(in: schema) {
          let name = try #require(reference.split(separator: "/").last)
          #expect(reference == "#/$defs/\(name)")
          #expect(schema["$defs"]?[String(name)]?.members != nil, "\(reference)")
        }
      }
    }
  }

  /// A client that trusts the schema can send every argument that is taken, and no other.
  @Test func `the schema of a tool has the arguments that the tool takes`() async throws {
    let list = try await conversation.stateless("tools/list")
    for tool in try #require(list?["result"]?["tools"]?.elements) {
      let name = try #require(tool["name"]?.asString)
      let answer = try await conversation.stateless(
        "tools/call", #""name":"\#(name)","arguments":{"none such":1}"#)
      let text = answer?["result"]?["content"]?.elements?.first?["text"]?.asString ?? ""
      let known = text.components(separatedBy: "expected one of ").last ?? ""
      let listed = tool["inputSchema"]?["properties"]?.members?.map(\.key) ?? []
      #expect(
        text.contains("expected nothing")
          ? listed.isEmpty : Set(known.components(separatedBy: ", ")) == Set(listed),
        "\(name): \(text)")
    }
  }

  private static func references(in schema: JSON) -> [String] {
    switch schema {
    case .array(let elements): elements.flatMap(references)
    case .object(let members):
      members.flatMap { member in
        member.key == "$ref"
          ? [member.value.asString ?? "no text"] : references(in: member.value)
      }
    default: []
    }
  }

  @Test func `a tool returns both values and text`() async throws {
    let answer = try await conversation.stateless(
      "tools/call", #""name":"recommend","arguments":{"path":"/music/a.wav","top_k":2}"#)
    let result = try #require(answer?["result"])
    #expect(result["isError"] == .bool(false))
    #expect(result["structuredContent"]?["top_k"] == .integer(2))
    #expect(result["content"]?.elements?.first?["text"]?.asString?.contains("confidence") == true)
  }

  @Test func `a blend from the caller replaces any other, with its weights as shares of their sum`()
    async throws
  {
    let blend =
      #"[{"profile_id":"live-rock-preservation-v1","weight":3},"#
      + #"{"profile_id":"warm-masters-spectral-v1","weight":1}]"#
    for tool in ["recommend", "explain"] {
      let answer = try await conversation.stateless(
        "tools/call",
        #""name":"\#(tool)","arguments":{"path":"/music/a.wav","weighting":"dimension","blend":\#(blend)}"#
      )
      let content = try #require(answer?["result"]?["structuredContent"])
      let payload = content["recommendation"] ?? content
      let made = try #require(payload["blend"])
      #expect(made["source"] == "manual")
      let weights = made["members"]?.elements?.map { $0["weights"]?["crest"]?.asDouble }
      #expect(weights == [0.75, 0.25])
      // Spec/profiles.json: −3.1 and −0.8 dB.
      let change = try #require(made["predicted_loudness_change"]?.asDouble)
      #expect(abs(change - (0.75 * -3.1 + 0.25 * -0.8)) < 1e-12)
      #expect(payload["weighted_profiles"] != nil)
    }
  }

  @Test func `a blend from the caller can have weights for each change`() async throws {
    let blend =
      #"[{"profile_id":"live-rock-preservation-v1","weights":{"loudness":3,"crest":0,"spectral_centroid":1}},"#
      + #"{"profile_id":"warm-masters-spectral-v1","weights":{"loudness":1,"crest":2,"spectral_centroid":1}}]"#
    let answer = try await conversation.stateless(
      "tools/call", #""name":"recommend","arguments":{"path":"/music/a.wav","blend":\#(blend)}"#)
    let made = try #require(answer?["result"]?["structuredContent"]?["blend"])
    let weights = try #require(made["members"]?.elements?.first?["weights"])
    #expect(weights["loudness"]?.asDouble == 0.75)
    #expect(weights["crest"]?.asDouble == 0)
    #expect(weights["spectral_centroid"]?.asDouble == 0.5)
    // Spec/profiles.json.
    #expect(made["predicted_crest_change"]?.asDouble == 1.1)
  }

  @Test(arguments: [
    (#""blend":[{"profile_id":"live-rock-preservation-v1","weight":1}]"#, "invalid_params"),
    (
      #""blend":[{"profile_id":"live-rock-preservation-v1","weight":1},{"profile_id":"x","weight":1}]"#,
      "unknown_profile"
    ), (#""blend":"live-rock-preservation-v1:1,warm-masters-spectral-v1:1""#, "invalid_params"),
    (#""weighting":"loud""#, "invalid_params"), (#""taste":"yes""#, "invalid_params"),
  ])
  func `an invalid what-if is refused`(_ wish: String, _ code: String) async throws {
    let answer = try await conversation.stateless(
      "tools/call", #""name":"recommend","arguments":{"path":"/music/a.wav",\#(wish)}"#)
    let text = answer?["result"]?["content"]?.elements?.first?["text"]?.asString
    #expect(text?.hasPrefix("\(code): ") == true, "\(text ?? "no text")")
  }

  @Test(arguments: [
    (#""path":"/music/none.wav""#, "file_not_found"), ("", "invalid_params"),
    (#""path":"/music/a.wav","top_k":0"#, "invalid_top_k"),
    (#""path":"/music/a.wav","speed":2"#, "invalid_params"),
  ])
  func `a failure in a tool is its result`(_ arguments: String, _ code: String) async throws {
    let answer = try await conversation.stateless(
      "tools/call", #""name":"recommend","arguments":{\#(arguments)}"#)
    #expect(answer?["result"]?["isError"] == .bool(true))
    let text = answer?["result"]?["content"]?.elements?.first?["text"]?.asString
    #expect(text?.hasPrefix("\(code): ") == true, "\(text ?? "no text")")
  }

  @Test func `an unknown tool is a protocol error`() async throws {
    for name in ["delete_everything", "conformance_check"] {
      let answer = try await conversation.stateless("tools/call", #""name":"\#(name)""#)
      #expect(answer?["error"]?["code"] == .integer(-32602))
    }
  }

  @Test func `every chapter and profile is a resource that can be read`() async throws {
    let list = try await conversation.stateless("resources/list")
    let uris = try #require(list?["result"]?["resources"]?.elements).compactMap {
      $0["uri"]?.asString
    }
    #expect(uris.contains("mastering://spec/14-agents.md"))
    #expect(uris.contains("mastering://profiles/live-rock-preservation-v1"))
    for uri in uris where uri != "mastering://library" {
      let answer = try await conversation.stateless("resources/read", #""uri":"\#(uri)""#)
      let contents = answer?["result"]?["contents"]?.elements?.first
      #expect(contents?["text"]?.asString?.isEmpty == false, "\(uri)")
      #expect(contents?["uri"]?.asString == uri)
      #expect(answer?["result"]?["ttlMs"]?.asInteger != nil)
    }
  }

  @Test func `an unknown resource has the code of its revision`() async throws {
    let answer = try await conversation.stateless("resources/read", #""uri":"mastering://x""#)
    #expect(answer?["error"]?["code"] == .integer(-32602))
    _ = try await conversation.answer(
      "initialize", #"{"protocolVersion":"2025-11-25","capabilities":{}}"#)
    let older = try await conversation.answer("resources/read", #"{"uri":"mastering://x"}"#)
    #expect(older?["error"]?["code"] == .integer(-32002))
  }

  @Test func `a cancelled request is not answered`() async throws {
    conversation.files.hold()
    let call = #""name":"measure","arguments":{"path":"/music/a.wav"}"#
    conversation.say(
      Array(
        #"{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{\#(call),\#(AgentConversation.meta)}}"#
          .utf8))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(
      Array(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}"#.utf8))
    conversation.files.release()
    await conversation.requestsEnded()
    #expect(conversation.outbox.lines.isEmpty)
    #expect(try await conversation.stateless("tools/call", call)?["result"] != nil)
  }

  @Test func `a broken line gets exactly one message`() async throws {
    var random = SplitMix64(seed: 14)
    let seeds = [
      #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(AgentConversation.meta)}}"#,
      #"{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"recommend","arguments":{"path":"/music/a.wav","top_k":3},\#(AgentConversation.meta)}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"search_library","arguments":{"query":"x","limit":5},"_meta":{"progressToken":1}}}"#,
      #"{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"mastering://profiles",\#(AgentConversation.meta)}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#,
      #"{"jsonrpc":"2.0","id":5,"result":{}}"#,
    ].map { Array($0.utf8) }
    for _ in 0..<2000 {
      var line = seeds[Int(random.next() % UInt64(seeds.count))]
      for _ in 0..<(1 + Int(random.next() % 4)) where !line.isEmpty {
        let place = Int(random.next() % UInt64(line.count))
        switch random.next() % 4 {
        case 0: line.remove(at: place)
        case 1: line[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: line.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        default: line.insert(contentsOf: line[place...].prefix(20), at: place)
        }
      }
      line.removeAll { $0 == 0x0A }
      let before = conversation.outbox.lines.count
      conversation.say(line)
      await conversation.requestsEnded()
      let answers = conversation.outbox.lines.dropFirst(before)
      let isAnswered = answers.filter { !$0.contains("notifications/progress") }.count <= 1
      #expect(isAnswered, "\(String(decoding: line, as: UTF8.self))")
      for answer in answers {
        let message = try JSON.parse(answer)
        #expect(message["jsonrpc"] == "2.0")
        if let code = message["error"]?["code"]?.asInteger {
          #expect([-32700, -32600, -32601, -32602, -32002, -32022].contains(code), "\(code)")
        }
      }
    }
  }
}
