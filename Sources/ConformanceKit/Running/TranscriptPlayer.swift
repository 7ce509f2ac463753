import Foundation
import StrictJSON

/// Plays a case against a running server. It blocks, so run it on a thread that may.
struct TranscriptPlayer {
  let golden: GoldenCase
  let address: ServerAddress
  let limit: Duration
  /// Returns the text for a placeholder.
  let text: @Sendable (Placeholder) throws(WorkspaceProblem) -> String
  private let deadline: ContinuousClock.Instant
  /// Between two requests for an awaited answer.
  private static let pause = 0.02

  init(
    _ golden: GoldenCase, at address: ServerAddress, limit: Duration,
    _ text: @escaping @Sendable (Placeholder) throws(WorkspaceProblem) -> String
  ) {
    self.golden = golden
    self.address = address
    self.limit = limit
    self.text = text
    deadline = .now + limit
  }

  /// Plays the steps, up to the first with an unexpected result.
  func play(_ transcript: Transcript) -> Verdict {
    var clients: [String: WebSocketClient] = [:]
    var whole = Comparison()
    var captured = Captured()
    var prefix = ""
    do {
      let forbidden = try ForbiddenTexts(golden.forbidden, text)
      for (number, step) in transcript.steps.enumerated() {
        prefix = "step \(number + 1): "
        let (comparison, answer) = try play(
          step.action.replacingCaptures(captured), forbidden, &clients)
        if let answer { captured.note(answer, ofStep: number) }
        whole.add(comparison)
        guard comparison.isMatch else {
          return Verdict(
            whole, detail: comparison.mismatches.first.map { prefix + $0.sentence })
        }
      }
      return Verdict(whole)
    } catch let problem as WorkspaceProblem {
      return Verdict(
        outcome: .error, detail: "the runner cannot play this: \(problem.sentence)")
    } catch let trouble as ServerTrouble {
      return verdict(on: trouble, prefix)
    } catch {
      return .error("\(prefix)\(error)")
    }
  }

  private func verdict(on trouble: ServerTrouble, _ prefix: String) -> Verdict {
    switch trouble {
    case .silence: .timeout(limit, prefix + "nothing arrived")
    // The session finds out whether the server is still running.
    case .ended(let words): Verdict(outcome: .fail, detail: prefix + words, fate: .hasEnded)
    case .breach(let words): Verdict(outcome: .error, detail: prefix + words)
    }
  }

  private func play(
    _ action: Transcript.Action, _ forbidden: ForbiddenTexts,
    _ clients: inout [String: WebSocketClient]
  ) throws -> (Comparison, answer: JSON?) {
    switch action {
    case .request(let request, let response, let isAwaited):
      var (comparison, answer) = try ask(request, response, forbidden)
      while isAwaited, !comparison.isMatch, ContinuousClock.now + .seconds(Self.pause) < deadline {
        Thread.sleep(forTimeInterval: Self.pause)
        (comparison, answer) = try ask(request, response, forbidden)
      }
      return (comparison, answer)
    case .connect(let client, let fields, let targets):
      clients[client] = try WebSocketClient(
        to: address, fields: try bytes(of: fields), after: try targets.map { try $0.bytes(text) },
        until: deadline)
      return (Comparison(), nil)
    case .send(let client, let frames):
      for frame in frames {
        try clients[client]?.send(frame, payload: try frame.payload.bytes(text))
      }
      return (Comparison(), nil)
    case .hears(let client, let patterns, let ignored):
      guard let client = clients[client] else { return (Comparison(), nil) }
      return try hear(patterns, ignored, forbidden, client)
    }
  }

  private func bytes(
    of fields: [(name: String, value: RawLine)]
  ) throws(WorkspaceProblem) -> [(name: String, value: [UInt8])] {
    var all: [(name: String, value: [UInt8])] = []
    for field in fields { all.append((field.name, try field.value.bytes(text))) }
    return all
  }

  // MARK: HTTP

  /// The text for a placeholder in a target, encoded because a path may contain anything.
  private func encodedText(for placeholder: Placeholder) throws(WorkspaceProblem) -> String {
    try text(placeholder).utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        String(UnicodeScalar(byte))
      case _ where Array("-._~/".utf8).contains(byte): String(UnicodeScalar(byte))
      default: "%" + String(byte / 16, radix: 16) + String(byte % 16, radix: 16)
      }
    }.joined()
  }

  private func ask(
    _ request: Transcript.Request, _ expected: Transcript.Response, _ forbidden: ForbiddenTexts
  ) throws -> (Comparison, answer: JSON?) {
    let connection = try ServerConnection(to: address, until: deadline)
    var isJSON = false
    if case .json? = request.body { isJSON = true }
    let outgoing = OutgoingRequest(
      method: request.method, target: try request.target.bytes(encodedText),
      fields: try bytes(of: request.fields), body: try request.body?.bytes(text), isJSON: isJSON)
    try connection.send(outgoing.bytes(for: address))
    let response = try IncomingResponse(
      from: connection, body: request.method == "HEAD" ? .everything : .told)
    // A part that is not compared need not be valid.
    let whole = Result { try response.value() }
    let asked = expected.pattern["body"] == nil ? response.headValue : try whole.get()
    var rules = golden.rules.forResponses
    if expected.pattern["headers"] == nil { rules.open.append(.root) }
    var comparison = rules.compare(asked, to: expected.pattern)
    comparison.mismatches += forbidden.mismatches(
      in: response.raw, (try? whole.get()) ?? asked)
    if let content = expected.content {
      comparison.mismatches += try mismatches(of: response.body, content)
    }
    return (comparison, (try? whole.get()) ?? asked)
  }

  private func mismatches(
    of body: [UInt8], _ content: Transcript.Content
  ) throws -> [Mismatch] {
    let place = JSONPointer(tokens: ["body"])
    switch content {
    case .length(let length):
      return body.count == length
        ? []
        : [
          Mismatch(
            .differs, at: place, expected: .string("\(length) bytes"),
            actual: .string("\(body.count) bytes"))
        ]
    case .file(let file, let from, let to):
      let path = String(decoding: try file.bytes(text), as: UTF8.self)
      guard let bytes = Workspace.contents(of: path) else {
        throw WorkspaceProblem.missingRecording(path)
      }
      // To the end, if the case does not state it, or states more than there is.
      let end = min(to ?? .max, bytes.count - 1) + 1
      let expected = from < end ? bytes[from..<end] : []
      guard !expected.elementsEqual(body) else { return [] }
      let differs = zip(expected, body).enumerated().first { $0.element.0 != $0.element.1 }
      let position = differs?.offset ?? min(expected.count, body.count)
      return [
        Mismatch(
          .differs, at: place,
          expected: .string("\(expected.count) bytes of the file from byte \(from) on"),
          actual: .string("\(body.count) bytes, different from byte \(position) on"))
      ]
    }
  }

  // MARK: WebSocket

  private func hear(
    _ patterns: [JSON], _ ignored: [String], _ forbidden: ForbiddenTexts,
    _ client: WebSocketClient
  ) throws -> (Comparison, answer: JSON?) {
    var heard: [JSON] = []
    var unwanted: [Mismatch] = []
    var comparison = Comparison()
    // After something unexpected, further events mean nothing, and may never arrive.
    while heard.count < patterns.count, comparison.isMatch {
      let event = try client.next()
      unwanted += forbidden.mismatches(in: event.raw, event.value)
      if let type = event.value["message"]?["type"]?.asString, ignored.contains(type) { continue }
      heard.append(event.value)
      comparison = golden.rules.compare(
        .array(heard), to: .array(Array(patterns.prefix(heard.count))))
      comparison.mismatches += unwanted
    }
    return (comparison, .array(heard))
  }
}

extension ComparisonRules {
  /// For answers over HTTP, which may have additional fields.
  var forResponses: ComparisonRules {
    var rules = self
    rules.open.append(JSONPointer(tokens: ["headers"]))
    return rules
  }
}

extension Transcript.Action {
  /// The step with each capture replaced, in what is sent and in what is expected.
  fileprivate func replacingCaptures(
    _ captured: Captured
  ) throws(WorkspaceProblem) -> Transcript.Action {
    func replaced(
      _ fields: [(name: String, value: RawLine)]
    ) throws(WorkspaceProblem) -> [(name: String, value: RawLine)] {
      var all: [(name: String, value: RawLine)] = []
      for field in fields {
        all.append((field.name, try field.value.replacingCaptures(captured)))
      }
      return all
    }
    switch self {
    case .request(let request, let response, let isAwaited):
      return .request(
        Transcript.Request(
          method: request.method, target: try request.target.replacingCaptures(captured),
          fields: try replaced(request.fields),
          body: try request.body?.replacingCaptures(captured)),
        Transcript.Response(
          pattern: try response.pattern.replacingCaptures(captured.value),
          content: response.content), isAwaited: isAwaited)
    case .connect(let client, let fields, let targets):
      var earlier: [RawLine] = []
      for target in targets { earlier.append(try target.replacingCaptures(captured)) }
      return .connect(client: client, fields: try replaced(fields), after: earlier)
    case .send: return self
    case .hears(let client, let patterns, let ignored):
      var all: [JSON] = []
      for pattern in patterns { all.append(try pattern.replacingCaptures(captured.value)) }
      return .hears(client: client, all, ignored: ignored)
    }
  }
}
