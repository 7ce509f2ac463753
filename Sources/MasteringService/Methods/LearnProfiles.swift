import LearningFiles
import MasteringModel
import StrictJSON
import WireFormat

/// `profiles.learn`: profiles from pairs of tracks before and after mastering, as fingerprints or as two
/// folders, or from references and your own music. The catalogue is not changed.
struct LearnProfiles: Method {
  static let name = "profiles.learn"
  static let parameters =
    [.optional("pairs")] + LearningCall.folderParameters + [.optional("progress_token")]
  static let errors = LearningCall.errors

  private let call: LearningCall
  private let progressToken: String?

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try LearningCall(fields)
    progressToken = try fields.text("progress_token")
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let token = progressToken
    return .later(
      try call.lesson(by: session.service) { [weak session] progress in
        guard let token else { return }
        session?.notify(
          "learning_progress",
          [
            "progress_token": .string(token), "done": .integer(progress.done),
            "total": .integer(progress.total),
          ])
      })
  }
}
