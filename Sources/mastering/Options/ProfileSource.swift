import ArgumentParser
import MasteringModel
import ProfileCatalog
import YAMLCatalog

/// Which profiles tracks are compared with.
struct ProfileSource: ParsableArguments {
  @Option(
    name: .customLong("profiles"),
    help: ArgumentHelp(
      "Use the profiles in this folder or YAML file instead of the built-in ones.",
      valueName: "folder"),
    completion: .directory)
  var path: String?

  @Flag(
    name: .customLong("with-built-in"), help: "With --profiles, use the built-in ones as well.")
  var includesBuiltIn = false

  /// The profiles. What could not be read is said on standard error, and the rest is used.
  ///
  /// - Throws: ``ExitStatus/failed`` when there is no profile at all; `ValidationError` for built-in
  ///   ones beside none.
  func load(_ settings: UserSettings) throws -> any ProfileProvider {
    guard let path = path ?? settings.profiles else {
      guard !includesBuiltIn else { throw ValidationError("--with-built-in needs --profiles.") }
      return BuiltInProfileProvider()
    }
    // A folder that is named for this run comes without those that go with the usual one.
    let includesBuiltIn = includesBuiltIn || (self.path == nil && settings.includesBuiltIn)
    let provider = YAMLProfileProvider.load(
      path, including: includesBuiltIn ? BuiltInProfiles.registry : ProfileRegistry())
    Terminal.writeProblems(provider.problems, of: provider.problemCount)
    guard !provider.registry.profiles.isEmpty else {
      Terminal.writeFailure("there is no profile to compare with", about: path)
      throw ExitStatus.failed.code
    }
    return provider
  }

  /// The profiles with all their versions.
  ///
  /// - Throws: ``ExitStatus/failed`` when there is no profile at all.
  func registry(_ settings: UserSettings) throws -> ProfileRegistry {
    (try load(settings) as? YAMLProfileProvider)?.registry ?? BuiltInProfiles.registry
  }
}

extension Terminal {
  /// Writes the problems that were kept to standard error, and how many there are besides.
  static func writeProblems(_ problems: [ProfileProblem], of count: Int) {
    for problem in problems { writeProblem(problem.description) }
    if count > problems.count { writeProblem("\(count - problems.count) more problems") }
  }
}
