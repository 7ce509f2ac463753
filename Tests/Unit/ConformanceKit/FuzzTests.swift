import ConformanceKit
import StrictJSON
import Testing

/// Two ports that get the same calls.
@Suite struct FuzzTests {
  private static let messages: JSON = [
    "implementation": ["name": "fake", "version": "0.1"], "specification": "2.0",
    "capabilities": ["core", "chunks"],
  ]

  /// A port that returns what it was asked, except for one bug.
  private static func echo(
    _ mistake: @escaping @Sendable (JSON) -> JSON? = { _ in nil }
  ) -> InProcessPort {
    FakePort.answering(describing: messages) { method, params in
      [.init("result", mistake(params) ?? ["asked": .string(method), "with": params])]
    }
  }

  private func outcome(
    _ port: InProcessPort, against reference: InProcessPort, calls: Int = 2000
  ) async throws -> PortFuzzer.Outcome {
    try await MiniSuite.with { suite in
      await PortFuzzer(suite: suite, seed: 7, calls: calls, mostFindings: 3)
        .run(on: port, against: reference)
    }
  }

  @Test func `two identical ports do not differ`() async throws {
    let outcome = try await outcome(Self.echo(), against: Self.echo())
    #expect(outcome.findings.isEmpty)
    #expect(outcome.calls >= 2000)
    #expect(outcome.refusal == nil)
  }

  @Test func `differences are shrunk and written as a case file`() async throws {
    // Wrong for tracks longer than half a minute, whatever the other parameters are.
    let wrong = Self.echo { params in
      (params["duration_seconds"]?.asDouble ?? 0) > 30 ? ["asked": "nothing"] : nil
    }
    let outcome = try await outcome(wrong, against: Self.echo())
    let finding = try #require(outcome.findings.first)
    #expect(finding.sentence.contains("chunks."))
    let file = try JSON.parse(outcome.caseFile(seed: 7, suite: "2.0"))
    let params = try #require(file["cases"]?.elements?.first?["params"]?.members)
    #expect(params.map(\.key) == ["duration_seconds"])
    #expect(file["cases"]?.elements?.first?["expect"]?["result"]?["with"]?.members?.count == 1)
    #expect(file["name"] == "found/seed-7")
  }

  @Test func `the same seed generates the same calls`() {
    let capabilities: Set = ["core", "chunks", "messages", "profiles", "cache", "fingerprint-wav"]
    let first = FuzzGenerator(seed: 3, capabilities: capabilities)
    let again = FuzzGenerator(seed: 3, capabilities: capabilities)
    let other = FuzzGenerator(seed: 4, capabilities: capabilities)
    #expect((0..<200).map(first.story) == (0..<200).map(again.story))
    #expect((0..<200).map(first.story) != (0..<200).map(other.story))
    let methods = Set((0..<2000).flatMap { first.story($0).calls }.map(\.method))
    #expect(methods.isSuperset(of: ["ranking.rank", "chunks.seek", "cache.get", "profiles.add"]))
    #expect(methods.contains("fingerprint.extract"))
  }

  /// Seeds 20 and 30 reported a score beyond 1 in a payload that also lacked a member.
  @Test func `a message has one mistake at most`() throws {
    let generator = FuzzGenerator(seed: 30, capabilities: ["core", "messages"])
    var contradictory = 0
    for number in 0..<20_000 {
      let call = try #require(generator.story(number).calls.first)
      guard call.method == "message.check", let text = call.params["text"]?.asString,
        let data = (try? JSON.parse(Array(text.utf8)))?["data"],
        let score = data["confidence_score"]?.asDouble,
        let threshold = data["confidence_threshold"]?.asDouble, threshold <= 1
      else { continue }
      let weights = data["weighted_profiles"]?.elements?.compactMap { $0["weight"]?.asDouble } ?? []
      let isOff = !weights.isEmpty && abs(weights.reduce(0, +) - 1) > 1e-9
      let isNoHybrid = data["is_hybrid"] == .bool(true) && score >= threshold
      guard isOff || isNoHybrid || !(0...1).contains(score) else { continue }
      contradictory += 1
      #expect(data.members?.count == 15, "\(text)")
    }
    #expect(contradictory > 50)
  }

  @Test func `a port that ends on a call is a finding`() async throws {
    let ending = InProcessPort { input, write in
      var pieces = input.makeAsyncIterator()
      guard await pieces.next() != nil else { return }
      let described: JSON = ["jsonrpc": "2.0", "id": .integer(1001), "result": Self.messages]
      write(described.utf8() + [10])
      _ = await pieces.next()
    }
    let outcome = try await outcome(ending, against: Self.echo(), calls: 64)
    #expect(outcome.findings.first?.sentence.contains("the port ended") == true)
  }

  @Test func `ports without common capabilities are not compared`() async throws {
    let other = FakePort.answering(
      describing: [
        "implementation": ["name": "fake", "version": "0.1"], "specification": "2.0",
        "capabilities": ["http"],
      ]
    ) { _, _ in [.init("result", 1.json)] }
    let outcome = try await outcome(other, against: Self.echo())
    #expect(outcome.refusal != nil)
    #expect(outcome.calls == 0)
  }
}

extension Int {
  fileprivate var json: JSON { .integer(self) }
}
