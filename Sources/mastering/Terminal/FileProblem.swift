import LibraryAnalysis
import SystemCalls
import WireFormat

/// What is wrong with a file or folder, for a line on standard error.
struct FileProblem: Sendable {
  let path: String
  /// The end of a sentence that begins with the path.
  let sentence: String
  /// Whether nothing has this name.
  var isMissing = false

  init(_ sentence: String, about path: String) {
    self.path = path
    self.sentence = sentence
  }

  /// A folder or file that was not searched.
  init(_ problem: FinderProblem) {
    self.init(problem.sentence, about: problem.path)
    isMissing = problem.kind == .notFound
  }

  /// A file that failed.
  ///
  /// - Parameter offersPartial: whether the command has an option for truncated files.
  init(_ report: FailureReport, about path: String, offersPartial: Bool = false) {
    let option =
      offersPartial && report.kind == .truncatedAudio
      ? " (Use --allow-partial to analyse what comes before.)" : ""
    self.init(report.sentence + option, about: path)
    isMissing = report.kind == .fileNotFound
  }

  /// The line, safe to show, without the program's name.
  var line: String {
    let subject = path.isEmpty ? "an empty path" : path.printable
    // Undecodable parts of a name that is not UTF-8 arrive as this character. Nothing is found
    // under such a name, and the spelling is not at fault.
    let isUndecoded = path.unicodeScalars.contains("\u{FFFD}")
    let hint = "its name is not UTF-8; rename it, or link to it"
    let words = !isUndecoded ? sentence : isMissing ? hint : "\(sentence) (\(hint))"
    return "\(subject): \(words.printable)"
  }
}
