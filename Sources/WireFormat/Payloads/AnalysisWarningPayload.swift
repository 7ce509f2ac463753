public import MasteringModel
public import StrictJSON

extension AnalysisWarning {
  /// The kind of warning, for programs.
  public var code: String {
    switch self {
    case .endsEarly: "ends_early"
    case .damagedBehind: "damaged_behind"
    }
  }

  /// What happened and what to do, for people, as the end of a sentence that begins with the file's
  /// name.
  public var sentence: String {
    switch self {
    case .endsEarly(let seconds):
      "the audio ends or is damaged at \(seconds.fixed(1)) s; what comes before it was analysed. "
        + "Get a complete copy."
    case .damagedBehind(let seconds):
      "audio is missing after the \(seconds.fixed(1)) s that were analysed. "
        + "Get a complete copy."
    }
  }

  /// The members `code`, `at_seconds` (where the audio ends) and `message`.
  public var payload: JSON {
    var members = [JSON.Member("code", .string(code))]
    if case .endsEarly(let seconds) = self { members += .finite("at_seconds", seconds) }
    return .object(members + [JSON.Member("message", .string(sentence.sentenceCasedForPeople))])
  }
}

extension String {
  /// The text as a complete sentence.
  fileprivate var sentenceCasedForPeople: String { prefix(1).uppercased() + dropFirst() }
}
