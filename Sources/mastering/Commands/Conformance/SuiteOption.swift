import ArgumentParser
import ConformanceKit

/// The option that selects the golden cases.
struct SuiteOption: ParsableArguments {
  @Option(
    name: .customLong("suite"),
    help: ArgumentHelp(
      """
      The folder that holds manifest.json. (default: $MASTERING_GOLDEN, otherwise \
      Tests/Golden or share/adaptive-mastering/golden in a folder above this program or the \
      current folder)
      """,
      valueName: "folder"),
    completion: .directory)
  var path: String?

  /// The cases.
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error for each thing that is
  /// wrong.
  func load() throws -> ConformanceSuite {
    let folder = try folder()
    do throws(InvalidSuite) {
      return try ConformanceSuite(folder: folder)
    } catch {
      for problem in error.problems { Terminal.writeFailure(problem.description, about: folder) }
      throw ExitStatus.fallsShort.code
    }
  }

  /// The cases to play, whose files match the manifest (CON-9).
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error for each thing that is
  /// wrong.
  func loadToPlay() throws -> ConformanceSuite {
    let suite = try load()
    let problems = suite.manifestProblems()
    guard problems.isEmpty else {
      for problem in problems {
        Terminal.writeFailure(problem.description, about: suite.folder)
      }
      Terminal.writeError(
        "mastering: a suite that differs from its manifest is not played (CON-9)\n")
      throw ExitStatus.fallsShort.code
    }
    return suite
  }

  /// The folder of the cases, whether or not they are valid.
  func folder() throws -> String {
    let origins = [
      ThisExecutable.path.map { path in
        String(path[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)])
      },
      ".",
    ].compactMap(\.self)
    let folder = ConformanceSuite.folder(
      named: path, environment: ThisExecutable.environment, above: origins)
    guard let folder else {
      Terminal.writeError(
        "mastering: no folder above this program or the current folder contains golden cases; "
          + "give their folder with --suite\n")
      throw ExitStatus.fallsShort.code
    }
    return folder
  }
}

extension ConformanceSuite {
  /// The requirements of the specification the suite belongs to; empty if it is not available.
  var requirements: RequirementIndex {
    RequirementIndex(folder: specificationFolder ?? "\(folder)/Spec")
  }
}
