import HTTPTypes
import HummingbirdCore
import NIOCore
import StrictJSON
import SystemFiles

/// `GET /api/player/stream/{track_id}`: the audio file, whole or in parts (HTTP-10, HTTP-11), or its
/// sound (HTTP-43), or the sound of a rendering (HTTP-51).
enum StreamTrack: Route {
  static let path = ["api", "player", "stream", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] =
    [
      (StreamTickets.parameter, .text), (containerParameter, .text), (renditionParameter, .text),
      (downloadParameter, .text),
    ] + RenderingQuestion.parameters
  static let takesTickets = true

  /// The parameter that requests the decoded sound instead of the file.
  private static let containerParameter = "container"
  /// The parameter that requests a rendering, or the original as its counterpart.
  static let renditionParameter = "rendition"
  /// The parameter that makes browsers save the answer as a file.
  static let downloadParameter = "download"

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let rendition = call.query.first { $0.key == renditionParameter }?.value.asString
    if rendition == nil,
      let other = call.query.map(\.key).first(where: RenderingQuestion.isAboutRenderings)
    {
      throw .onlyWithRendition(other)
    }
    guard let path = try door.allowedPath(ofTrack: call.trackID) else { throw .noSuchTrack }
    // The number may have been given to another file since the ticket was checked.
    guard call.admittedFile.map({ $0 == ExactPath(path) }) ?? true else { throw .unauthorized }
    let container = call.query.first { $0.key == containerParameter }?.value.asString
    guard container == nil || container == "wav" else {
      throw .otherContainer
    }
    let (file, part) = try await open(path, door)
    // The file may have been replaced since it was loaded.
    guard await door.files.contain(path, openedAs: file) else {
      throw .pathNotAllowed
    }
    let type = MediaType.ofFile(named: path)
    var fields: HTTPFields = [
      .acceptRanges: "bytes", .eTag: file.entityTag, .cacheControl: "no-cache",
    ]
    // A modification time in the future is replaced by the current time.
    fields[.lastModified] =
      file.modifiedAtSecond < HTTPDate.currentSecond
      ? HTTPDate.text(ofSecond: file.modifiedAtSecond) : HTTPDate.now()
    if let rendition { return try await rendered(rendition, file, path, call, door, fields) }
    if container != nil || part != nil {
      return try await sound(of: file, part, path, call, door, fields)
    }
    let conditions = Preconditions(
      entityTag: file.entityTag, modifiedAtSecond: file.modifiedAtSecond)
    switch conditions.outcome(of: call.head) {
    case .failed: throw .preconditionFailed
    case .hasCopy: return Reply(.notModified, fields)
    case .met: break
    }
    switch ranges(call.head, entityTag: file.entityTag, lengthBytes: file.lengthBytes) {
    case .whole: return whole(file, type, fields)
    case .unsatisfiable: throw .rangeNotSatisfiable(lengthBytes: file.lengthBytes)
    case .parts(let parts):
      return parts.count == 1
        ? self.part(parts[0], of: file, type, fields)
        : MultipartRanges(parts, file, type).reply(fields)
    }
  }

  /// The ranges that a request asks for, for content of this many bytes.
  static func ranges(
    _ head: HTTPRequest, entityTag: String, lengthBytes: Int64
  ) -> ByteRanges {
    // Defined for GET only; several fields do not form a list, because a range itself contains
    // commas.
    let fields = head.headerFields[values: .range]
    guard head.method == .get, fields.count == 1 else { return .whole }
    // A date is not a strong validator here: a file can change twice within a second.
    if let condition = head.headerFields[.ifRange], condition != entityTag { return .whole }
    return ByteRanges(fields[0], lengthBytes: lengthBytes)
  }

  private static func whole(_ file: OpenFile, _ type: String, _ fields: HTTPFields) -> Reply {
    var reply = Reply(.ok, fields, body: body(of: file, 0..<file.lengthBytes))
    reply.fields[.contentType] = type
    return reply
  }

  private static func part(
    _ part: Range<Int64>, of file: OpenFile, _ type: String, _ fields: HTTPFields
  ) -> Reply {
    var reply = Reply(.partialContent, fields, body: body(of: file, part))
    reply.fields[.contentType] = type
    reply.fields[.contentRange] =
      "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.lengthBytes)"
    return reply
  }

  private static func body(of file: OpenFile, _ part: Range<Int64>) -> ResponseBody {
    ResponseBody(contentLength: part.count) { writer in
      try await file.read(part) { try await writer.write($0) }
      try await writer.finish(nil)
    }
  }
}
