public import MasteringModel
public import StrictJSON

extension FailureReport {
  /// The report of a text that is not JSON.
  public init(_ error: JSONSyntaxError) {
    self = .parseError(reason: error.reason.rawValue, byteOffset: error.byteOffset)
  }

  /// The report of a line that is longer than a host reads.
  public static func lineTooLong(limitBytes: Int) -> FailureReport {
    parseError(reason: "line_too_long", byteOffset: limitBytes)
  }

  /// The report of a line that is not JSON.
  ///
  /// A caller that frames messages as in the Language Server Protocol sends the length of each in a
  /// line before it, and then waits forever; the error explains how messages end here.
  public init(_ error: JSONSyntaxError, in line: ArraySlice<UInt8>) {
    let name = Array("content-length:".utf8)
    // Setting this bit converts letters to lower case.
    let isFramed = line.prefix(name.count).map { $0 | 0x20 } == name.map { $0 | 0x20 }
    self = .parseError(
      reason: error.reason.rawValue, byteOffset: error.byteOffset,
      advice: isFramed
        ? "Each message must be one line: omit Content-Length and end each message with a newline."
        : nil)
  }

  private static func parseError(
    reason: String, byteOffset: Int, advice: String? = nil
  ) -> FailureReport {
    FailureReport(
      .parseError,
      "the line is not valid JSON: "
        + "\(reason.replacing("_", with: " ")) at byte \(byteOffset)",
      advice: advice,
      facts: [.init("reason", .string(reason)), .init("offset", .integer(byteOffset))])
  }

  /// The report of a result with a value that JSON has no number for: a fault of this program.
  public static let unwritableResult = FailureReport(
    .internalError, "the result contains a value that is not a finite number",
    advice: "This is a bug in the host; please report the call that caused it.")

  /// The report of JSON that is not a request.
  public static func invalidRequest(_ what: String) -> FailureReport {
    FailureReport(.invalidRequest, "is not a JSON-RPC 2.0 request: \(what)")
  }

  /// The report of an unknown method.
  public static func methodNotFound(_ name: String) -> FailureReport {
    FailureReport(
      .methodNotFound, "there is no such method", advice: "rpc.discover lists the methods.",
      facts: [.init("method", .string(name.excerpt))])
  }

  /// The report of parameters that do not have the form a method requires.
  ///
  /// - Parameters:
  ///   - path: the place, as a JSON Pointer (RFC 6901) in the params.
  ///   - expected: what would be valid, in words.
  public static func invalidParams(
    _ path: String, _ reason: ParameterProblem, expected: String
  ) -> FailureReport {
    let place = path.isEmpty ? "the params" : path
    return FailureReport(
      .invalidParams, "\(place): \(reason.words); expected \(expected)",
      facts: [
        .init("path", .string(path)), .init("reason", .string(reason.rawValue)),
        .init("expected", .string(expected)),
      ])
  }

  /// The report of a message that a reader refuses.
  ///
  /// - Parameter path: the place, as a JSON Pointer (RFC 6901) in the message.
  static func invalidMessage(
    _ path: String, _ reason: MessageProblem, _ words: String
  ) -> FailureReport {
    FailureReport(
      .invalidMessage, "\(path.isEmpty ? "the message" : path): \(words)",
      facts: [.init("path", .string(path)), .init("reason", .string(reason.rawValue))])
  }

  /// The report of a call that the caller cancelled.
  public static let cancelled = FailureReport(.cancelled, "the call was cancelled")

  /// The report of a call that came after `shutdown`.
  public static let shuttingDown = FailureReport(
    .shuttingDown, "the host is shutting down and accepts no more calls")

  /// The report of a cache that failed.
  public init(_ failure: CacheFailure) {
    self.init(.cacheUnavailable, "the cache cannot \(failure.operation.rawValue) now")
  }

  /// The report of a metric that no track has.
  public static func impossibleMetric(_ metric: FingerprintMetric, value: Double) -> FailureReport {
    FailureReport(
      .invalidFingerprint, "the \(metric.name) \(value) is outside any track's range",
      facts: [.init("metric", .string(metric.rawValue))])
  }

  /// The report of a host that stores no choices.
  public static let noChoices = FailureReport(.tasteUnavailable, "this host stores no choices")

  /// The report of a name that is not UTF-8.
  public static let undecodableName = FailureReport(
    .fileNotFound, "its name is not UTF-8", advice: "Rename it, or link to it.")

  /// The report of a path outside the folders that a caller may name.
  public static func pathNotAllowed(allowedFolders: [String]) -> FailureReport {
    FailureReport(
      .pathNotAllowed, "is outside the folders that may be read",
      advice: "Those are \(allowedFolders.joined(separator: ", ")).",
      facts: [.init("allowed", .array(allowedFolders.map(JSON.string)))])
  }
}

/// What is wrong with parameters; the raw value is its name on the wire.
public enum ParameterProblem: String, Sendable, Hashable, CaseIterable {
  /// A required parameter is missing.
  case missing
  /// The method has no parameter of that name.
  case unknown
  /// The value is of another type.
  case wrongType = "wrong_type"
  /// Two parameters exclude each other.
  case conflict

  fileprivate var words: String {
    switch self {
    case .missing: "is missing"
    case .unknown: "is not a parameter of this method"
    case .wrongType: "is of the wrong type"
    case .conflict: "conflicts with another parameter"
    }
  }
}

/// What is wrong with a message; the raw value is its name on the wire.
public enum MessageProblem: String, Sendable, Hashable, CaseIterable {
  /// The text is not valid JSON.
  case notJSON = "not_json"
  /// A required member is missing.
  case missing
  /// The value is of another type.
  case wrongType = "wrong_type"
  /// The value has the right type but is outside its range.
  case outOfRange = "out_of_range"
  /// Members contradict each other.
  case inconsistent
}
