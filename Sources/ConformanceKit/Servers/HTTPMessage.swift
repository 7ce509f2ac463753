import StrictJSON

/// An outgoing request.
struct OutgoingRequest {
  let method: String
  let target: [UInt8]
  let fields: [(name: String, value: [UInt8])]
  let body: [UInt8]?
  let isJSON: Bool

  func bytes(for address: ServerAddress) -> [UInt8] {
    var bytes = Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\n".utf8)
    func add(_ name: String, _ value: [UInt8]) {
      bytes += Array("\(name): ".utf8) + value + Array("\r\n".utf8)
    }
    func has(_ name: String) -> Bool { fields.contains { $0.name.lowercased() == name } }
    if !has("host") { add("Host", Array(address.authority.utf8)) }
    if let token = address.token, !has("authorization") {
      add("Authorization", Array("Bearer \(token)".utf8))
    }
    if isJSON, !has("content-type") { add("Content-Type", Array("application/json".utf8)) }
    if let body, !has("content-length"), !has("transfer-encoding") {
      add("Content-Length", Array(String(body.count).utf8))
    }
    // Anything after the head then shows.
    if method == "HEAD", !has("connection") { add("Connection", Array("close".utf8)) }
    for field in fields { add(field.name, field.value) }
    return bytes + Array("\r\n".utf8) + (body ?? [])
  }
}

/// A received answer.
struct IncomingResponse {
  let status: Int
  /// The fields by name in lower case; several with the same name are joined by commas.
  private(set) var fields: [JSON.Member] = []
  private(set) var body: [UInt8] = []
  /// Head and body as received, to search for forbidden texts.
  private(set) var raw: [UInt8] = []

  /// Where the body of an answer ends.
  enum BodyRule {
    /// Where its head says.
    case told
    /// There should be none, so anything until the connection ends counts as one: HEAD.
    case everything
    /// What follows is not HTTP: a handshake.
    case none
  }

  /// Reads an answer.
  init(from connection: ServerConnection, body rule: BodyRule) throws(ServerTrouble) {
    let first = try connection.line()
    guard
      let match = String(decoding: first, as: UTF8.self)
        .wholeMatch(of: /HTTP\/1\.[01] ([1-5][0-9][0-9])( .*)?/),
      let status = Int(match.output.1)
    else { throw .breach("began an answer with \(Excerpt.of(first))") }
    self.status = status
    raw = first
    while true {
      let line = try connection.line()
      if line.isEmpty { break }
      raw += [UInt8(ascii: "\n")] + line
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
        throw .breach("sent an invalid header field: \(Excerpt.of(line))")
      }
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      let value = String(
        String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingPrefix(while: Self.isBlank)
          .reversed().trimmingPrefix(while: Self.isBlank).reversed())
      add(name, value)
    }
    switch rule {
    case .told where (100..<200).contains(status) || status == 204 || status == 304: break
    case .told: body = try readBody(from: connection)
    case .everything: body = try connection.everything()
    case .none: break
    }
    raw += [UInt8(ascii: "\n")] + body
  }

  private static func isBlank(_ letter: Character) -> Bool { letter == " " || letter == "\t" }

  private mutating func add(_ name: String, _ value: String) {
    guard let index = fields.firstIndex(where: { $0.key == name }) else {
      fields.append(.init(name, .string(value)))
      return
    }
    fields[index] = .init(name, .string("\(fields[index].value.asString ?? ""), \(value)"))
  }

  func field(_ name: String) -> String? { JSON.object(fields)[name]?.asString }

  private func readBody(from connection: ServerConnection) throws(ServerTrouble) -> [UInt8] {
    if let coding = field("transfer-encoding") {
      guard coding.lowercased() == "chunked" else { throw .breach("encoded a body as \(coding)") }
      return try readChunks(from: connection)
    }
    guard let text = field("content-length") else { return try connection.everything() }
    guard let length = Int(text), (0...ServerConnection.longest).contains(length) else {
      throw .breach("sent the invalid body length '\(text)'")
    }
    return try connection.bytes(length)
  }

  private func readChunks(from connection: ServerConnection) throws(ServerTrouble) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = String(decoding: try connection.line().prefix { $0 != 0x3B }, as: UTF8.self)
      guard let size = Int(line, radix: 16), (0...ServerConnection.longest).contains(size) else {
        throw .breach("sent the invalid chunk length '\(line)'")
      }
      if size == 0 {
        while try !connection.line().isEmpty {}
        return body
      }
      body += try connection.bytes(size)
      guard try connection.line().isEmpty else { throw .breach("sent an unterminated chunk") }
    }
  }

  /// The answer in the form of a pattern.
  func value() throws(ServerTrouble) -> JSON {
    .object((headValue.members ?? []) + [.init("body", try bodyValue())])
  }

  /// The same without the body.
  var headValue: JSON { ["status": .integer(status), "headers": .object(fields)] }

  private func bodyValue() throws(ServerTrouble) -> JSON {
    let type = field("content-type")?.prefix { $0 != ";" && $0 != " " }.lowercased()
    guard type == "application/json", !body.isEmpty else {
      return .string(String(decoding: body, as: UTF8.self))
    }
    do throws(JSONSyntaxError) {
      return try JSON.parse(body)
    } catch {
      throw .breach(
        "answered with a body that is not JSON (\(error.reason.rawValue) at byte "
          + "\(error.byteOffset)): \(Excerpt.of(body))")
    }
  }
}
