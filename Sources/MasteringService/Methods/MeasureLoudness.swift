import MasteringModel
import StrictJSON
import WireFormat

/// `loudness.measure`: how loud a file sounds, and its peaks.
struct MeasureLoudness: Method {
  static let name = "loudness.measure"
  static let parameters =
    [.required("path")] + FileFields.optionalParameters + [
      .optional("true_peak"), .optional("history"),
    ]
  static let errors: [FailureCode] = [
    .invalidWindow, .fileNotFound, .notAFile, .fileUnreadable, .unsupportedFormat,
    .truncatedAudio, .emptyAudio, .nonFiniteSamples, .pathNotAllowed, .loudnessUnavailable,
    .cancelled,
  ]

  private let file: FileFields
  private let wishes: LoudnessWishes

  init(_ fields: ParameterFields) throws(FailureReport) {
    file = try FileFields(fields, listensToAll: true)
    wishes = LoudnessWishes(
      measuresTruePeak: try fields.bool("true_peak") ?? true,
      keepsHistory: try fields.bool("history") ?? false)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let service = session.service
    let request = try file.request(service.access)
    let wishes = wishes
    return .later { await service.loudness(for: request, wishes).map(\.payload) }
  }
}
