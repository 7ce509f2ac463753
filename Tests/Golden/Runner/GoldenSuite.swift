import ConformanceKit
import Foundation

/// The repository's golden cases.
enum GoldenSuite {
  /// The suite, or everything that is wrong with it.
  static let loaded = Result<ConformanceSuite, InvalidSuite> { () throws(InvalidSuite) in
    try ConformanceSuite(folder: folder)
  }

  /// The cases to play: all, or those whose name contains `$GOLDEN_CASE`.
  ///
  /// Swift Testing cannot select arguments, so this plays one case:
  ///
  ///     GOLDEN_CASE=recommendation/threshold/ swift test --filter GoldenTests
  static let cases: [NamedCase] = {
    let all = (try? loaded.get().cases) ?? []
    guard let text = ProcessInfo.processInfo.environment["GOLDEN_CASE"], !text.isEmpty else {
      return all.map(NamedCase.init)
    }
    return all.filter { $0.name.contains(text) }.map(NamedCase.init)
  }()

  /// The cases of a chapter.
  static func cases(of family: String) -> [NamedCase] {
    cases.filter { $0.golden.family == family }
  }

  /// The folder in `$MASTERING_GOLDEN`, as for the command, or this repository's `Tests/Golden`.
  static let folder =
    ProcessInfo.processInfo.environment["MASTERING_GOLDEN"]
    ?? URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().path
}
