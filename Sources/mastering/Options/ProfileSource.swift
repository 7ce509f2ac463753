internal import ArgumentParser
internal import MasteringModel
internal import ProfileCatalog
internal import YAMLCatalog

/// Which profiles tracks are compared with.
struct ProfileSource: ParsableArguments {
  @Option(
    name: .customLong("profiles"),
    help: ArgumentHelp(
      "Use the profiles in this folder or YAML file instead of the seven built-in ones.",
      valueName: "folder"),
    completion: .directory)
  var path: String?

  @Flag(
    name: .customLong("with-built-in"), help: "With --profiles, use the built-in ones as well.")
  var includesBuiltIn = false

  func validate() throws {
    if includesBuiltIn, path == nil {
      throw ValidationError("--with-built-in goes with --profiles.")
    }
  }

  /// The profiles. What could not be read is said on standard error, and the rest is used.
  ///
  /// - Throws: ``ExitStatus/failed`` when there is no profile at all.
  func load() throws -> any ProfileProvider {
    guard let path else { return BuiltInProfileProvider() }
    let provider = YAMLProfileProvider.load(
      path, including: includesBuiltIn ? BuiltInProfiles.registry : ProfileRegistry())
    for problem in provider.problems { Terminal.writeProblem(problem.description) }
    guard !provider.registry.profiles.isEmpty else {
      Terminal.writeFailure("there is no profile to compare with", about: path)
      throw ExitStatus.failed.code
    }
    return provider
  }

  /// The profiles with all their versions.
  ///
  /// - Throws: ``ExitStatus/failed`` when there is no profile at all.
  func registry() throws -> ProfileRegistry {
    (try load() as? YAMLProfileProvider)?.registry ?? BuiltInProfiles.registry
  }
}
