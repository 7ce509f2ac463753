import HTTPTypes
import HummingbirdCore
import NIOCore

/// Several parts of a file as `multipart/byteranges` (RFC 9110, 14.6).
struct MultipartRanges: Sendable {
  private let file: OpenFile
  private let parts: [(range: Range<Int64>, head: String)]
  private let boundary: String

  init(_ ranges: [Range<Int64>], _ file: OpenFile, _ mediaType: String) {
    // Long and random, so that no file contains it.
    let boundary = (0..<4).map { _ in String(UInt64.random(in: 0...(.max)), radix: 36) }.joined()
    self.file = file
    self.boundary = boundary
    parts = ranges.map { range in
      let place = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.lengthBytes)"
      return (
        range,
        "\r\n--\(boundary)\r\nContent-Type: \(mediaType)\r\nContent-Range: \(place)\r\n\r\n"
      )
    }
  }

  func reply(_ fields: HTTPFields) -> Reply {
    let end = "\r\n--\(boundary)--\r\n"
    let length = parts.reduce(end.utf8.count) { $0 + $1.head.utf8.count + $1.range.count }
    let body = ResponseBody(contentLength: length) { [self] writer in
      for part in parts {
        try await writer.write(ByteBuffer(string: part.head))
        try await file.read(part.range) { try await writer.write($0) }
      }
      try await writer.write(ByteBuffer(string: end))
      try await writer.finish(nil)
    }
    var reply = Reply(.partialContent, fields, body: body)
    reply.fields[.contentType] = "multipart/byteranges; boundary=\(boundary)"
    return reply
  }
}
