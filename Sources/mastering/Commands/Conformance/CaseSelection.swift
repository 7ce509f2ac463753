import ArgumentParser
import ConformanceKit
import Synchronization
import SystemCalls

/// The options that select cases.
struct CaseSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Play only cases whose name contains this text; * matches anything. May be repeated. The loudness-ebu cases take minutes and are played only when named here.",
      valueName: "text"))
  var filter: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out cases whose name contains this text. May be repeated.", valueName: "text"))
  var exclude: [String] = []

  /// The families that are played only on request (CON-35).
  private static let longFamilies = ["loudness-ebu"]

  /// The cases.
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error, if there is none.
  func cases(of suite: ConformanceSuite) throws -> [GoldenCase] {
    guard let cases = Self.cases(of: suite, filter: filter, exclude: exclude) else {
      let texts = filter.map { "'\($0.printable)'" }.joined(separator: " or ")
      let words = filter.isEmpty ? "no case remains" : "no case name contains \(texts)"
      Terminal.writeError(
        "mastering: \(words)\(exclude.isEmpty || filter.isEmpty ? "" : " after --exclude")\n")
      throw ExitStatus.fallsShort.code
    }
    return cases
  }

  /// The cases selected by name; nil if there are none.
  static func cases(
    of suite: ConformanceSuite, filter: [String], exclude: [String] = []
  ) -> [GoldenCase]? {
    let cases = suite.cases.filter { golden in
      let isLong = longFamilies.contains(golden.family)
      let isMeant = filter.contains { text in
        golden.isNamed(text) && (!isLong || text.hasPrefix(golden.family))
      }
      return (isMeant || filter.isEmpty && !isLong)
        && !exclude.contains { golden.isNamed($0) }
    }
    return cases.isEmpty ? nil : cases
  }
}

/// Counts from 1, from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// The next number.
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
