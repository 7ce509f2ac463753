package import MasteringModel
import StrictJSON
package import WireFormat

/// The subject of a recommendation: a fingerprint, or a file to measure.
enum Source: Sendable {
  case fingerprint(FingerprintFields)
  case file(FileFields)

  static let parameters: [CallParameter] =
    [.optional("fingerprint"), .optional("path")] + FileFields.optionalParameters

  /// One of the two.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for both or neither.
  init(_ fields: ParameterFields) throws(FailureReport) {
    let metrics = try fields.object("fingerprint")
    guard let metrics else {
      guard fields["path"] != nil else {
        throw .invalidParams(fields.path, .conflict, expected: "either fingerprint or path")
      }
      self = .file(try FileFields(fields))
      return
    }
    guard fields["path"] == nil else {
      throw .invalidParams(fields.path, .conflict, expected: "either fingerprint or path")
    }
    for parameter in FileFields.optionalParameters where fields[parameter.name] != nil {
      throw .invalidParams(
        fields.pointer(parameter.name), .conflict, expected: "path instead of fingerprint")
    }
    self = .fingerprint(try FingerprintFields(metrics, at: fields.pointer("fingerprint")))
  }
}

/// The parameters that name a file and how much of it to analyse.
package struct FileFields: Sendable {
  let path: String
  private let window: WindowField
  private let allowsPartialAudio: Bool

  package static let optionalParameters: [CallParameter] = [
    .optional("max_duration_seconds"), .optional("allow_partial"),
  ]

  /// - Parameter listensToAll: whether the whole track is analysed if no length is given.
  package init(_ fields: ParameterFields, listensToAll: Bool = false) throws(FailureReport) {
    path = try fields.required("path", try fields.text("path"))
    window = try WindowField(fields, ifAbsent: listensToAll ? .all : .standard)
    allowsPartialAudio = try fields.bool("allow_partial") ?? false
  }

  /// Checks the window, which is a setting and therefore comes before profiles and file (RPC-18).
  ///
  /// - Throws: ``FailureCode/invalidWindow``.
  func checkWindow() throws(FailureReport) {
    _ = try window.window()
  }

  /// The request for the file.
  ///
  /// - Throws: ``FailureCode/invalidWindow``, ``FailureCode/pathNotAllowed``, and
  ///   ``FailureCode/fileNotFound`` for a path that no file can have.
  package func request(_ access: AccessPolicy) throws(FailureReport) -> AnalysisRequest {
    let window = try window.window()
    return AnalysisRequest(
      path: try access.path(for: path), window: window, allowsPartialAudio: allowsPartialAudio)
  }
}

/// The parameter `max_duration_seconds`: how much of a file to analyse, all of it if null.
struct WindowField: Sendable {
  private let seconds: Double?
  private let otherwise: AnalysisWindow

  init(
    _ fields: ParameterFields, ifAbsent window: AnalysisWindow = .standard
  ) throws(FailureReport) {
    switch fields["max_duration_seconds"] {
    case nil: (seconds, otherwise) = (nil, window)
    case .null: (seconds, otherwise) = (nil, .all)
    case .some(let value):
      guard let number = value.asDouble else {
        throw fields.wrongType("max_duration_seconds", expected: "a number or null")
      }
      (seconds, otherwise) = (number, window)
    }
  }

  /// - Throws: ``FailureCode/invalidWindow`` for an invalid length.
  func window() throws(FailureReport) -> AnalysisWindow {
    guard let seconds else { return otherwise }
    do { return try .first(seconds: seconds) } catch { throw FailureReport(error) }
  }
}
