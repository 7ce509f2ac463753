/// The parts of a `multipart/byteranges` body (RFC 2046, 5.1.1; RFC 9110, 14.6).
struct MultipartRanges {
  let parts: [Part]

  /// A part of a file.
  struct Part {
    let contentType: String
    /// `bytes 0-9/100`
    let contentRange: String
    let bytes: [UInt8]
  }

  /// Reads the body of an answer.
  init(_ answer: HTTPAnswer) throws {
    guard let type = answer["Content-Type"],
      let match = type.wholeMatch(of: /multipart\/byteranges; ?boundary="?([^"]{1,70})"?/)
    else { throw ByteSource.Malformed("no multipart: \(answer["Content-Type"] ?? "no type")") }
    var source = ByteSource(answer.body)
    let boundary = Array("--\(match.output.1)".utf8)
    var parts: [Part] = []
    var line = try source.line()
    // Anything before the first boundary belongs to no part.
    if line.isEmpty { line = try source.line() }
    while line == boundary {
      var fields: [HTTPField] = []
      while true {
        let field = try source.line()
        if field.isEmpty { break }
        let halves = String(decoding: field, as: UTF8.self).split(separator: ": ", maxSplits: 1)
        guard halves.count == 2 else { throw ByteSource.Malformed("no field of a part") }
        fields.append(HTTPField(String(halves[0]), String(halves[1])))
      }
      guard let type = fields.values("Content-Type").first,
        let range = fields.values("Content-Range").first,
        let match = range.wholeMatch(of: /bytes (\d+)-(\d+)\/\d+/),
        let first = Int(match.output.1), let last = Int(match.output.2), first <= last
      else { throw ByteSource.Malformed("a part without a range") }
      let bytes = try source.bytes(last - first + 1)
      guard try source.line().isEmpty else { throw ByteSource.Malformed("a part is too long") }
      parts.append(Part(contentType: type, contentRange: range, bytes: bytes))
      line = try source.line()
    }
    guard line == boundary + Array("--".utf8) else {
      throw ByteSource.Malformed("no boundary after a part")
    }
    self.parts = parts
  }
}
