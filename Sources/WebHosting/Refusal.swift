import HTTPTypes
import StrictJSON
import WireFormat

/// A refused request: its status, and the `code` and `message` of HTTP-4.
struct Refusal: Error, Sendable {
  let status: HTTPResponse.Status
  /// The kind of failure, for programs.
  let code: String
  /// What happened and what to do, for people; without any file path.
  let message: String
  /// Fields that belong to the status.
  var fields = HTTPFields()
  /// What is wrong with a text of profiles, as in `profiles.import` (HTTP-112); empty for other refusals.
  private var problems: [JSON.Member] = []

  init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// The refusal for a failure of the engine.
  init(_ report: FailureReport) {
    switch report.kind {
    // Its sentence names the folders, which stay private on a network (HTTP-5).
    case .pathNotAllowed: self = .pathNotAllowed
    case .parseError, .invalidRequest, .methodNotFound, .invalidParams:
      self.init(.badRequest, "bad_request", report.sentence)
    case .invalidProfileText:
      self.init(.badRequest, report.code, report.sentence)
      problems = report.facts
    default: self.init(report.kind.status, report.code, report.sentence)
    }
  }

  /// The body of the answer.
  var body: JSON {
    let members: [JSON.Member] = [.init("code", .string(code)), .init("message", .string(message))]
    return ["error": .object(members + problems)]
  }
}

extension Refusal {
  static func badRequest(_ message: String) -> Refusal {
    Refusal(.badRequest, "bad_request", message)
  }

  static let notFound = Refusal(.notFound, "not_found", "Not found.")
  static let notAFile = Refusal(FailureReport(.notAFile, "is not an audio file"))
  static let unreadableFile = Refusal(FailureReport(.fileUnreadable, "the file cannot be read"))
  static let noSuchTrack = Refusal(
    .notFound, "not_found", "There is no such track. GET /api/tracks lists the tracks.")
  static let malformedRequest = Refusal.badRequest("The request is not well-formed HTTP/1.1.")
  static let malformedTarget = Refusal.badRequest("The target is not percent-encoded UTF-8.")
  static let malformedKey = Refusal.badRequest("Sec-WebSocket-Key is not the base64 of 16 bytes.")
  static let noHandshake = Refusal.badRequest(
    "A WebSocket begins with an HTTP/1.1 request without a body.")
  static let upgradeRequired = upgradeRequired(
    "This address is a WebSocket; request it with Upgrade: websocket.")
  static let otherWebSocketVersion: Refusal = {
    var refusal = upgradeRequired("This WebSocket supports version 13 only.")
    refusal.fields[.secWebSocketVersion] = "13"
    return refusal
  }()
  private static func upgradeRequired(_ message: String) -> Refusal {
    var refusal = Refusal(.upgradeRequired, "bad_request", message)
    refusal.fields[.upgrade] = "websocket"
    refusal.fields[.connection] = "Upgrade"
    return refusal
  }
  static let noTrackNamed = Refusal.badRequest(
    "Name a track by track_id, or a file by track_path.")
  static let otherContainer = Refusal.badRequest("The container must be wav.")
  static let otherRendition = Refusal.badRequest("The rendition must be original or mastered.")
  static func onlyWithRendition(_ name: String) -> Refusal {
    .badRequest("The parameter \(name) is valid for renditions only.")
  }
  static let notRendered: Refusal = {
    var refusal = Refusal(
      .serviceUnavailable, "not_rendered",
      "The mastered version is being computed. Try again in 1 s, or wait for mastering_render.")
    refusal.fields[.retryAfter] = "1"
    return refusal
  }()
  static let noJSONObject = Refusal.badRequest("The body is not a JSON object.")
  static func malformedJSON(_ error: JSONSyntaxError) -> Refusal {
    .badRequest(
      "The body is not valid JSON: \(error.reason.rawValue.replacing("_", with: " ")) at byte "
        + "\(error.byteOffset).")
  }
  static func unknownParameter(known names: [String]) -> Refusal {
    .badRequest(
      names.isEmpty
        ? "This address takes no parameters."
        : "Unknown parameter. Known parameters: \(names.joined(separator: ", ")).")
  }
  static let unknownMember = Refusal.badRequest("This address takes no body.")
  static func repeatedParameter(_ name: String) -> Refusal {
    .badRequest("The parameter \(name) is given more than once.")
  }
  static func noNumber(_ name: String) -> Refusal {
    .badRequest("The parameter \(name) is not a number.")
  }
  static func noTrackID(_ name: String) -> Refusal {
    .badRequest("The \(name) is not an integer from 0 to 2^53 − 1 in digits.")
  }
  static let noFile = Refusal.badRequest(
    "The library has no track with this number. Pass the file as filepath, or take a number from "
      + "GET /api/tracks.")
  static let unauthorized: Refusal = {
    var refusal = Refusal(
      .unauthorized, "unauthorized",
      "The token is missing or wrong. Send it as Authorization: Bearer; it is part of the address "
        + "that the server printed.")
    refusal.fields[.wwwAuthenticate] = "Bearer"
    return refusal
  }()
  static let forbiddenHost = Refusal(
    .forbidden, "forbidden_host",
    "The server does not answer to this host name. Start it with --allow-host to add one.")
  static let forbiddenOrigin = Refusal(
    .forbidden, "forbidden_origin", "Pages from other origins may not call this server.")
  static let foreignPage = Refusal(
    .forbidden, "forbidden_origin", "Pages from other sites may not call this server.")
  static let preconditionFailed = Refusal(
    .preconditionFailed, "precondition_failed",
    "The file no longer matches If-Match or If-Unmodified-Since.")
  static let pathNotAllowed = Refusal(
    .forbidden, "path_not_allowed",
    "The file is outside the server's folders, or is not one of their tracks.")
  static let bodyTooLarge = Refusal(
    .contentTooLarge, "request_too_large",
    "The body is larger than \(WebLimits.bodyBytes >> 10) KiB.")
  static let targetTooLong = Refusal(
    .uriTooLong, "request_too_large",
    "The target is larger than \(WebLimits.targetBytes >> 10) KiB.")
  static let headTooLarge = Refusal(
    .requestHeaderFieldsTooLarge, "request_too_large",
    "The head is larger than \(WebLimits.headBytes >> 10) KiB.")
  static let shuttingDown = Refusal(FailureReport.shuttingDown)

  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Refusal {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    var refusal = Refusal(
      .methodNotAllowed, "method_not_allowed", "This address supports \(names) only.")
    refusal.fields[.allow] = names
    return refusal
  }

  static func tooManyRequests(waitSeconds: Int) -> Refusal {
    var refusal = Refusal(
      .tooManyRequests, "too_many_requests", "Too many requests. Try again in \(waitSeconds) s.")
    refusal.fields[.retryAfter] = String(waitSeconds)
    return refusal
  }

  static func rangeNotSatisfiable(lengthBytes: Int64) -> Refusal {
    var refusal = Refusal(
      .rangeNotSatisfiable, "range_not_satisfiable", "The file has \(lengthBytes) bytes.")
    refusal.fields[.contentRange] = "bytes */\(lengthBytes)"
    return refusal
  }
}

extension FailureCode {
  /// The status of a typed error (HTTP-5).
  fileprivate var status: HTTPResponse.Status {
    switch self {
    case .parseError, .invalidRequest, .methodNotFound, .invalidParams, .invalidThreshold,
      .invalidTopK, .invalidCeiling, .invalidWindow, .invalidDuration, .invalidSampleRate,
      .invalidPosition, .invalidMessage, .invalidProfile, .duplicateProfile, .invalidProfileText,
      .invalidRendering:
      .badRequest
    case .pathNotAllowed: .forbidden
    case .fileNotFound, .unknownProfile, .unknownEvent: .notFound
    case .unsupportedFormat, .notAFile: .unsupportedMediaType
    case .truncatedAudio, .emptyAudio, .nonFiniteSamples, .invalidFingerprint, .loudnessUnavailable,
      .trackTooLong, .nothingToLearn:
      .unprocessableContent
    case .sourceChanged: .conflict
    case .fileUnreadable, .internalError, .outputRefused: .internalServerError
    case .fingerprintUnavailable, .profilesUnavailable, .noProfiles, .cacheUnavailable, .cancelled,
      .shuttingDown, .tasteUnavailable:
      .serviceUnavailable
    }
  }
}
