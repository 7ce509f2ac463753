import StrictJSON

/// An answer from a server, parsed strictly.
struct HTTPAnswer: Sendable {
  /// The status code.
  let status: Int
  /// The fields, in order.
  let fields: [HTTPField]
  /// The status line and the fields as received.
  let head: [UInt8]
  /// The body, with chunks joined.
  let body: [UInt8]

  /// Reads an answer.
  ///
  /// - Parameter method: the method of the request; an answer to `HEAD` has no body.
  init(from source: inout ByteSource, to method: String = "GET") throws {
    let statusLine = try source.line()
    var head = statusLine + [0x0D, 0x0A]
    let words = statusLine.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, words[0].elementsEqual("HTTP/1.1".utf8), words[1].count == 3,
      let status = Int(String(decoding: words[1], as: UTF8.self)), (100...599).contains(status)
    else { throw Self.malformed("no status line of HTTP/1.1", statusLine) }
    var fields: [HTTPField] = []
    while true {
      let line = try source.line()
      head += line + [0x0D, 0x0A]
      if line.isEmpty { break }
      fields.append(try Self.field(line))
    }
    self.status = status
    self.fields = fields
    self.head = head
    body = try Self.body(from: &source, to: method, status, fields)
  }

  /// The value of a field that occurs once; nil if it is absent or repeated.
  subscript(_ name: String) -> String? {
    let values = fields.values(name)
    return values.count == 1 ? values[0] : nil
  }

  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON.
  var json: JSON { get throws { try JSON.parse(body) } }

  /// The `code` of an error (HTTP-4); nil if the body is not such an error.
  var errorCode: String? { (try? json)?["error"]?["code"]?.asString }

  /// Whether the server closes the connection after this answer.
  var isLast: Bool { fields.values("Connection").contains { $0.lowercased() == "close" } }

  // MARK: Reading

  private static func field(_ line: [UInt8]) throws -> HTTPField {
    // No space before the colon, no folded lines, no control characters but tab.
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    else { throw malformed("no field", line) }
    let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
    return HTTPField(
      String(decoding: line[..<colon], as: UTF8.self), value.trimming(" \t"))
  }

  private static func body(
    from source: inout ByteSource, to method: String, _ status: Int, _ fields: [HTTPField]
  ) throws -> [UInt8] {
    let lengths = fields.values("Content-Length")
    let codings = fields.values("Transfer-Encoding")
    guard lengths.count + codings.count <= 1 else {
      throw ByteSource.Malformed("the length is said several times")
    }
    if method == "HEAD" || status < 200 || status == 204 || status == 304 { return [] }
    if let coding = codings.first {
      guard coding.lowercased() == "chunked" else {
        throw ByteSource.Malformed("the coding \(coding)")
      }
      return try chunks(from: &source)
    }
    guard let length = lengths.first else { return try source.everything() }
    guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(length)
    else { throw ByteSource.Malformed("the length \(length)") }
    return try source.bytes(count)
  }

  private static func chunks(from source: inout ByteSource) throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try source.line()
      guard let count = Int(String(decoding: line, as: UTF8.self), radix: 16), count >= 0 else {
        throw malformed("no length of a chunk", line)
      }
      if count == 0 { break }
      body += try source.bytes(count)
      guard try source.line().isEmpty else { throw ByteSource.Malformed("a chunk is too long") }
    }
    while try !source.line().isEmpty {}
    return body
  }

  private static func malformed(_ what: String, _ line: [UInt8]) -> ByteSource.Malformed {
    ByteSource.Malformed("\(what): \(String(decoding: line, as: UTF8.self).debugDescription)")
  }
}

extension String {
  fileprivate func trimming(_ outside: String) -> String {
    let start = drop { outside.contains($0) }
    return String(start.reversed().drop { outside.contains($0) }.reversed())
  }
}
