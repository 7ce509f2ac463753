import MasteringModel
import StrictJSON
import WireFormat

/// `fingerprint.extract`: the seven metrics of a file, and how much of it was analysed.
struct ExtractFingerprint: Method {
  static let name = "fingerprint.extract"
  static let parameters = [.required("path")] + FileFields.optionalParameters
  static let errors: [FailureCode] =
    [.invalidFingerprint, .invalidWindow] + RecommendationCall.fileErrors + [.cancelled]

  private let file: FileFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    file = try FileFields(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let service = session.service
    let request = try file.request(service.access)
    return .later { await service.analysis(for: request).map(\.payload) }
  }
}
