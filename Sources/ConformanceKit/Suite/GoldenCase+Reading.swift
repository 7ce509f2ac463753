import StrictJSON

extension GoldenCase {
  init?(
    _ reading: inout SuiteReading, _ value: SuiteReading.Placed, header: CaseFile.Header
  ) {
    let id = value.json["id"]?.asString
    reading.caseID = id
    defer { reading.caseID = nil }
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["id", "description", "spec"],
        optional: [
          "requires", "flags", "method", "params", "expect", "steps", "exchange", "transcript",
          "forbid",
        ])
    else { return nil }
    if let id, id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) == nil {
      reading.note(.invalidValue("'\(id)' is not in kebab-case"), at: value.pointer)
    }
    self.id = reading.text(members["id"])
    name = "\(header.name)/\(self.id)"
    description = reading.text(members["description"])
    requirements = reading.texts(members["spec"])
    requires = header.requires + reading.texts(members["requires"])
    flags = reading.texts(members["flags"])
    self.header = header
    forbidden = reading.elements(members["forbid"]).map { element in
      if element.json.asString == nil { reading.checkPlaceholders(element) }
      return element.json
    }
    for flag in flags where header.notes[flag] == nil {
      reading.note(.unknownFlag(flag), at: value.pointer.appending("flags"))
    }
    guard let script = Script(&reading, members, header: header) else { return nil }
    self.script = script
  }
}

extension GoldenCase.Script {
  fileprivate init?(
    _ reading: inout SuiteReading, _ members: SuiteReading.Members, header: CaseFile.Header
  ) {
    let kinds = ["expect", "steps", "exchange", "transcript"].filter { members[$0] != nil }
    guard kinds.count == 1 else {
      reading.note(
        .invalidValue("a case needs exactly one of 'expect', 'steps', 'exchange' and 'transcript'"),
        at: members.pointer)
      return nil
    }
    guard (kinds == ["transcript"]) == (header.library != nil) else {
      reading.note(
        .invalidValue("a file needs 'library' if its cases have 'transcript', and only then"),
        at: members.pointer)
      return nil
    }
    if let transcript = members["transcript"] {
      self = .transcript(Transcript(&reading, transcript))
      return
    }
    if let exchange = members["exchange"] {
      guard let exchange = Exchange(&reading, exchange) else { return nil }
      self = .exchange(exchange)
    } else if let steps = members["steps"] {
      let steps = reading.elements(steps)
      if steps.isEmpty { reading.note(.noCases, at: members.pointer.appending("steps")) }
      self = .calls(
        steps.compactMap { step in
          guard
            let members = reading.object(
              step.json, at: step.pointer, required: ["expect"], optional: ["method", "params"])
          else { return nil }
          return CaseCall(&reading, members, method: header.method)
        })
    } else if (members["method"]?.json.asString ?? header.method) == SignalCheck.method {
      guard let check = SignalCheck(&reading, members) else { return nil }
      self = .signal(check)
    } else {
      guard let call = CaseCall(&reading, members, method: header.method) else { return nil }
      self = .calls([call])
    }
  }
}

extension SignalCheck {
  fileprivate init?(_ reading: inout SuiteReading, _ members: SuiteReading.Members) {
    guard let params = members["params"], let expect = members["expect"] else {
      reading.note(.missingKey("params"), at: members.pointer)
      return nil
    }
    let parts = reading.object(
      params.json, at: params.pointer, required: ["recipe"], optional: ["at"])
    let outcome = reading.object(expect.json, at: expect.pointer, required: ["result"])
    recipe = reading.text(parts?["recipe"])
    at = reading.elements(parts?["at"]).map { reading.integer($0) }
    if let result = outcome?["result"] { reading.checkMatchers(result) }
    expected = outcome?["result"]?.json ?? .null
  }
}

extension CaseCall {
  fileprivate init?(
    _ reading: inout SuiteReading, _ members: SuiteReading.Members, method: String?
  ) {
    guard let method = members["method"].map({ reading.text($0) }) ?? method else {
      reading.note(.missingKey("method"), at: members.pointer)
      return nil
    }
    guard let expect = members["expect"] else { return nil }
    if let params = members["params"] { reading.checkPlaceholders(params) }
    guard
      let expectation = reading.object(
        expect.json, at: expect.pointer, optional: ["result", "error", "should"])
    else { return nil }
    self.method = method
    params = members["params"]?.json
    if let preference = expectation["should"] {
      reading.checkMatchers(preference)
      if expectation["result"] == nil {
        reading.note(.invalidValue("'should' needs 'result'"), at: expect.pointer)
      }
    }
    preference = expectation["should"]?.json
    switch (expectation["result"], expectation["error"]) {
    case (let result?, nil):
      reading.checkMatchers(result)
      self.expectation = .result(result.json)
    case (nil, let error?):
      let members = reading.object(
        error.json, at: error.pointer, required: ["code"], optional: ["data"])
      if let data = members?["data"] { reading.checkMatchers(data) }
      self.expectation = .error(
        code: reading.integer(members?["code"]), data: members?["data"]?.json)
    default:
      reading.note(.invalidValue("needs exactly one of 'result' and 'error'"), at: expect.pointer)
      return nil
    }
  }
}

extension Exchange {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["send"],
        optional: ["expect", "notifications", "ignore", "end"])
    else { return nil }
    send = reading.elements(members["send"]).compactMap { RawLine(&reading, $0) }
    answers = reading.elements(members["expect"]).map { element in
      reading.checkMatchers(element)
      return element.json
    }
    notifications = reading.elements(members["notifications"]).map { element in
      reading.checkMatchers(element)
      if element.json["method"] == nil {
        reading.note(.missingKey("method"), at: element.pointer)
      }
      return element.json
    }
    ignored = reading.elements(members["ignore"]).map { element in
      if element.json.asString == nil {
        reading.checkMatchers(element)
        if element.json["method"] == nil {
          reading.note(.missingKey("method"), at: element.pointer)
        }
      }
      return element.json
    }
    end = members["end"].map { reading.text($0) }.flatMap(End.init)
    if let place = members["end"], end == nil {
      reading.note(.wrongType(expected: "'shutdown' or 'input'"), at: place.pointer)
    }
  }
}

extension RawLine {
  /// The longest text that a suite may generate; a limit against mistakes that would fill the
  /// memory.
  private static let largest = 64 << 20

  init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    if let text = value.json.asString {
      self = .text(text)
      return
    }
    if let capture = Capture(value.json) {
      self = .captured(capture)
      return
    }
    if Placeholder.isMeant(by: value.json) {
      reading.checkPlaceholders(value)
      guard let placeholder = Placeholder(value.json) else { return nil }
      self = .placeholder(placeholder)
      return
    }
    let kinds = ["base64", "repeat", "concat", "json"]
    guard let members = reading.object(value.json, at: value.pointer, optional: kinds) else {
      return nil
    }
    if let encoded = members["base64"] {
      let text = reading.text(encoded)
      guard let bytes = Base64.bytes(text) else {
        reading.note(.wrongType(expected: "base64"), at: encoded.pointer)
        return nil
      }
      self = .bytes(bytes)
    } else if let json = members["json"] {
      reading.checkPlaceholders(json)
      self = .json(json.json)
    } else if let repetition = members["repeat"] {
      guard
        let parts = reading.object(
          repetition.json, at: repetition.pointer, required: ["text", "count"])
      else { return nil }
      let text = reading.text(parts["text"])
      let count = reading.integer(parts["count"])
      guard count >= 0, text.utf8.count.multipliedReportingOverflow(by: count).overflow == false,
        text.utf8.count * count <= Self.largest
      else {
        reading.note(.invalidValue("has an invalid length"), at: repetition.pointer)
        return nil
      }
      self = .repeated(.text(text), count: count)
    } else if let parts = members["concat"] {
      self = .joined(reading.elements(parts).compactMap { RawLine(&reading, $0) })
    } else {
      reading.note(
        .wrongType(expected: "text, base64, repeat, concat or json"), at: value.pointer)
      return nil
    }
  }
}
