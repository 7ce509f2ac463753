public import MasteringModel
import StrictJSON

extension FailureReport {
  /// The report of a track that could not be rendered.
  public init(_ failure: RenderingFailure) {
    switch failure {
    case .source(let failure): self.init(failure)
    case .sourceChanged:
      self.init(
        .sourceChanged, "changed while it was rendered", advice: "Render it again.")
    case .tooLong(_, let seconds, let limit):
      self.init(
        .trackTooLong,
        "is \((seconds / 3600).fixed(1)) hours long; up to \(limit / 3600) hours can be rendered",
        advice: "Split it.",
        facts: .finite("seconds", seconds) + [.init("limit_seconds", .integer(limit))])
    case .loudness(let failure): self.init(failure)
    case .destination(let failure): self.init(failure)
    case .cancelled: self.init(.cancelled, "the rendering was cancelled")
    }
  }

  /// The report of a result that cannot be written. The sentence mentions the output, because the
  /// line begins with the source.
  public init(_ failure: AudioWritingFailure) {
    let (message, advice, reason): (String, String?, String) =
      switch failure.reason {
      case .system(let reason):
        ("the result cannot be written: \(reason.text)", "Nothing was left behind.", "system")
      case .unsupported(let words):
        ("the result cannot be written: \(words)", "Choose another format.", "unsupported")
      case .tags:
        (
          "the source's tags cannot be written into this format",
          "Omit them with --no-tags, or choose another format.", "tags"
        )
      case .exists:
        ("the output exists", "Choose another name, or pass --force to replace it.", "exists")
      case .notAFile(let kind):
        ("the output is a \(kind.rawValue), not a file", "Choose another name.", "not_a_file")
      case .isSource:
        ("the output is the source itself", "Choose another name.", "is_source")
      case .isRead:
        ("the output file is also an input of this run", "Choose another name.", "is_source")
      case .unknownEnding:
        (
          "the output's extension names no format that can be written",
          "Use the extension .wav, .flac, .aiff or .caf.", "unknown_ending"
        )
      }
    self.init(
      .outputRefused, message, advice: advice, facts: [.init("reason", .string(reason))])
  }

  /// The report of an intensity or a strength that is not a percentage.
  public static func invalidPercent(_ value: Double, field: String) -> FailureReport {
    FailureReport(
      .invalidRendering, "\(field) is \(value), not a number from 0 to 150",
      facts: [.init("field", .string(field))] + .finite("value", value))
  }

  /// The report of a new file for profiles that would not be one.
  public init(_ problem: NewProfileFileProblem) {
    let (message, advice, reason): (String, String, String) =
      switch problem {
      case .unknownEnding:
        ("the output has no YAML extension", "Use the extension .yaml.", "unknown_ending")
      case .hidden: ("the output is a hidden file", "Choose another name.", "hidden")
      case .exists: ("the output exists", "Choose another name.", "exists")
      case .system(let text):
        ("the profiles cannot be written: \(text)", "Nothing was left behind.", "system")
      }
    self.init(
      .outputRefused, message, advice: advice, facts: [.init("reason", .string(reason))])
  }

  /// The report of an ask outside its range.
  public init(_ failure: InvalidRenderingAsk) {
    self.init(
      .invalidRendering,
      "a change of \(failure.value) in \(failure.dimension.rawValue) is outside the allowed "
        + "range",
      facts: [.init("field", .string(failure.dimension.askName))]
        + .finite("value", failure.value))
  }

  /// The report of a ceiling out of range.
  public init(_ failure: InvalidTruePeakCeiling) {
    self.init(
      .invalidRendering, "the ceiling \(failure.dBTP) is not a number from −20 to 0 dBTP",
      facts: [.init("field", .string("ceiling_dbtp"))] + .finite("value", failure.dBTP))
  }
}

/// Why profiles are not written to a file that a caller names.
public enum NewProfileFileProblem: Sendable, Hashable {
  case unknownEnding, hidden, exists
  /// The system's reason.
  case system(String)
}
