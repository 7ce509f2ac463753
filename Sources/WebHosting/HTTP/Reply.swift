import HTTPTypes
import HummingbirdCore
import MasteringService
import NIOCore
import StrictJSON

/// The answer to a request.
struct Reply: Sendable {
  var status: HTTPResponse.Status
  var fields: HTTPFields
  var body: ResponseBody
  /// The load to begin once the answer has been sent, or cannot be.
  var load: PlacedLoad?

  init(_ status: HTTPResponse.Status, _ fields: HTTPFields = [:], body: ResponseBody = .init()) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// An answer that depends on state, as JSON.
  init(_ status: HTTPResponse.Status = .ok, json: JSON) {
    self.init(status, jsonText: json.utf8())
  }

  /// The same for JSON that is already serialised.
  init(_ status: HTTPResponse.Status = .ok, jsonText: [UInt8]) {
    self.init(
      status, [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: jsonText)))
  }

  /// The same for a body that is shared with other answers.
  init(json: ByteBuffer) {
    self.init(
      .ok, [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: json))
  }

  init(_ refusal: Refusal) {
    self.init(refusal.status, json: refusal.body)
    for field in refusal.fields { fields[field.name] = field.value }
  }

  /// The head, with the fields of every answer (HTTP-2, HTTP-23).
  var head: HTTPResponse {
    var fields = fields
    fields[.xContentTypeOptions] = "nosniff"
    fields[SecurityFields.framing] = "DENY"
    fields[SecurityFields.referrer] = "no-referrer"
    fields[SecurityFields.resourcePolicy] = "same-origin"
    if fields[.contentSecurityPolicy] == nil {
      fields[.contentSecurityPolicy] = SecurityFields.policyForData
    }
    fields[.date] = HTTPDate.now()
    // 304 would state the length of the content it does not send, which is not known here.
    if fields[.contentLength] == nil, status != .notModified, let length = body.contentLength {
      fields[.contentLength] = String(length)
    }
    return HTTPResponse(status: status, headerFields: fields)
  }
}
