import ArgumentParser
import ConformanceKit
import Foundation

/// `mastering conformance compare`
struct CompareReports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two runs: list what broke, was fixed, is new, is gone or got slower.",
    discussion: "Both files are written by 'conformance run --report json --output FILE'."
      + ExitStatus.help([
        (.done, "nothing got worse"),
        (.failed, "a case broke, or a new one does not pass"),
        (.fallsShort, "a file is not a report"),
      ]))

  @Argument(help: "The earlier report.", completion: .file(extensions: ["json"]))
  var before: String

  @Argument(help: "The later report.", completion: .file(extensions: ["json"]))
  var after: String

  func run() throws {
    let comparison = ReportComparison(try .read(before), try .read(after))
    Terminal.print(comparison.text, terminator: "")
    if !comparison.isNoWorse { throw ExitStatus.failed.code }
  }
}

/// `mastering conformance matrix`
struct MatrixOfReports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Show several ports side by side, and the cases in which they differ.",
    discussion: "Each file is written by 'conformance run --report json --output FILE'."
      + ExitStatus.help([
        (.done, "the table was printed"), (.fallsShort, "a file is not a report"),
      ]))

  @Argument(help: "The reports.", completion: .file(extensions: ["json"]))
  var reports: [String]

  func run() throws {
    Terminal.print(ReportMatrix(try reports.map { try .read($0) }).text, terminator: "")
  }
}

extension PastReport {
  /// Reads a report's file.
  ///
  /// - Throws: ``ExitStatus/fallsShort`` after a line on standard error.
  fileprivate static func read(_ path: String) throws -> PastReport {
    guard let data = FileManager.default.contents(atPath: path) else {
      Terminal.writeFailure("cannot be read", about: path)
      throw ExitStatus.fallsShort.code
    }
    do throws(UnreadableReport) {
      return try PastReport(json: Array(data))
    } catch {
      Terminal.writeFailure(error.sentence, about: path)
      throw ExitStatus.fallsShort.code
    }
  }
}
