import StrictJSON

extension Transcript {
  init(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    let elements = reading.elements(value)
    if elements.isEmpty { reading.note(.noCases, at: value.pointer) }
    steps = elements.compactMap { element in
      Action(&reading, element).map { Step(action: $0, source: element.json) }
    }
    var known: Set<String> = []
    for (element, step) in zip(elements, steps) {
      switch step.action {
      case .request: break
      case .connect(let client, _, _): known.insert(client)
      case .send(let client, _), .hears(let client, _, _):
        if !known.contains(client) {
          reading.note(
            .invalidValue("uses the client '\(client)' before it connects"), at: element.pointer)
        }
      }
    }
  }
}

extension Transcript.Action {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    let kinds = ["request", "connect", "send", "hears"].filter { value.json[$0] != nil }
    switch kinds {
    case ["request"]:
      guard
        let members = reading.object(
          value.json, at: value.pointer, required: ["request", "response"],
          optional: ["awaited"]),
        let request = members["request"].flatMap({ Transcript.Request(&reading, $0) }),
        let response = members["response"].flatMap({ Transcript.Response(&reading, $0) })
      else { return nil }
      let isAwaited = members["awaited"].map { reading.bool($0) } ?? false
      self = .request(request, response, isAwaited: isAwaited)
    case ["connect"]:
      let members = reading.object(
        value.json, at: value.pointer, required: ["connect"], optional: ["headers", "after"])
      self = .connect(
        client: reading.text(members?["connect"]), fields: reading.fields(members?["headers"]),
        after: reading.elements(members?["after"]).compactMap { RawLine(&reading, $0) })
    case ["send"]:
      let members = reading.object(
        value.json, at: value.pointer, required: ["client", "send"])
      self = .send(
        client: reading.text(members?["client"]),
        reading.elements(members?["send"]).compactMap { Transcript.Frame(&reading, $0) })
    case ["hears"]:
      let members = reading.object(
        value.json, at: value.pointer, required: ["client", "hears"], optional: ["ignore"])
      self = .hears(
        client: reading.text(members?["client"]),
        reading.elements(members?["hears"]).map { element in
          reading.checkMatchers(element)
          return element.json
        }, ignored: reading.texts(members?["ignore"]))
    default:
      reading.note(
        .invalidValue("a step needs exactly one of 'request', 'connect', 'send' and 'hears'"),
        at: value.pointer)
      return nil
    }
  }
}

extension Transcript.Request {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["target"],
        optional: ["method", "headers", "body"]),
      let target = members["target"].flatMap({ RawLine(&reading, $0) })
    else { return nil }
    method = members["method"].map { reading.text($0) } ?? "GET"
    self.target = target
    fields = reading.fields(members["headers"])
    body = members["body"].flatMap { RawLine(&reading, $0) }
  }
}

extension Transcript.Response {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["status"],
        optional: ["headers", "body", "content"])
    else { return nil }
    pattern = value.json.without("content")
    reading.checkMatchers(SuiteReading.Placed(json: pattern, pointer: value.pointer))
    content = members["content"].flatMap { Transcript.Content(&reading, $0) }
    if content != nil, members["body"] != nil {
      reading.note(.invalidValue("cannot have both 'body' and 'content'"), at: value.pointer)
    }
  }
}

extension Transcript.Content {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    if value.json["length"] != nil {
      let members = reading.object(value.json, at: value.pointer, required: ["length"])
      self = .length(reading.integer(members?["length"]))
      return
    }
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["of"], optional: ["from", "to"]),
      let file = members["of"].flatMap({ RawLine(&reading, $0) })
    else { return nil }
    let from = reading.integer(members["from"])
    let to = members["to"].map { reading.integer($0) }
    guard from >= 0, to.map({ $0 >= from }) ?? true else {
      reading.note(.invalidValue("is not a byte range"), at: value.pointer)
      return nil
    }
    self = .file(file, from: from, to: to)
  }
}

extension Transcript.Frame {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["opcode"],
        optional: ["payload", "fin", "masked", "reserved"])
    else { return nil }
    let opcode = reading.integer(members["opcode"])
    let reserved = reading.integer(members["reserved"])
    guard (0...15).contains(opcode), (0...7).contains(reserved) else {
      reading.note(.invalidValue("is not a frame"), at: value.pointer)
      return nil
    }
    self.opcode = UInt8(opcode)
    self.reserved = UInt8(reserved)
    isLast = members["fin"].map { reading.bool($0) } ?? true
    isMasked = members["masked"].map { reading.bool($0) } ?? true
    payload = members["payload"].flatMap { RawLine(&reading, $0) } ?? .text("")
  }
}

extension SuiteReading {
  fileprivate mutating func fields(_ value: Placed?) -> [(name: String, value: RawLine)] {
    var fields: [(name: String, value: RawLine)] = []
    for member in dictionary(value) {
      let place = (value?.pointer ?? .root).appending(member.key)
      guard let line = RawLine(&self, Placed(json: member.value, pointer: place)) else { continue }
      fields.append((member.key, line))
    }
    return fields
  }
}
