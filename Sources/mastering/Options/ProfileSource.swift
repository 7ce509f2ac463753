import ArgumentParser
import MasteringModel
import ProfileCatalog
import YAMLCatalog

/// The options for the profiles that tracks are compared with.
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

  /// The profiles. Those that could not be read are reported on standard error, and the rest are
  /// used.
  ///
  /// - Throws: ``ExitStatus/failed`` if there is no profile at all; `ValidationError` if built-in
  ///   ones are to be added to none.
  func load(_ settings: UserSettings) throws -> any ProfileProvider {
    guard let path = path ?? settings.profiles else {
      guard !includesBuiltIn else { throw ValidationError("--with-built-in needs --profiles.") }
      return BuiltInProfileProvider()
    }
    // A folder given for this run does not include the built-in profiles just because the settings
    // do.
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
  /// - Throws: ``ExitStatus/failed`` if there is no profile at all.
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
