import ArgumentParser
import Caching
import MasteringModel
import StrictJSON
import SystemCalls

/// `mastering cache verify`
struct VerifyCache: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the cache for damaged entries.",
    discussion: "Lists what is damaged, and changes nothing."
      + ExitStatus.help([
        (.done, "nothing is damaged"), (.failed, "something is damaged, or cannot be read"),
      ]))

  @OptionGroup var database: DatabasePath

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let (path, report) = try await database.withDatabase { cache throws(CacheFailure) in
      (cache.path, try await cache.verify())
    }
    if json {
      Terminal.print(report.payload(path: path).text(.indented))
    } else if report.isSound {
      let count = report.analyses == 1 ? "1 analysis" : "\(report.analyses) analyses"
      Terminal.print("\(path.printable): no damage found in \(count).")
    }
    for problem in report.problems { Terminal.writeFailure(problem.description, about: path) }
    let others = report.problemCount - report.problems.count
    if others > 0 { Terminal.writeFailure("There are \(others) more problems.", about: path) }
    if !report.isSound { throw ExitStatus.failed.code }
  }
}

extension CacheVerification {
  /// The report as an object.
  fileprivate func payload(path: String) -> JSON {
    [
      "path": .string(path), "is_sound": .bool(isSound), "analyses": .integer(analyses),
      "loudness_measurements": .integer(loudnessMeasurements),
      "problem_count": .integer(problemCount),
      "problems": .array(problems.map { .string($0.description) }),
    ]
  }
}
