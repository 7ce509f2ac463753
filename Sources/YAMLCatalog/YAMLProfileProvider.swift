public import MasteringModel
public import ProfileCatalog

/// The profiles of a YAML file, or of a folder of such files, as they were when loaded.
///
///     let provider = YAMLProfileProvider.load("profiles", including: BuiltInProfiles.registry)
///     for problem in provider.problems { print(problem) }
///     let catalogue = try await provider.catalogue()
public struct YAMLProfileProvider: ProfileProvider {
  /// The profiles with all their versions.
  public let registry: ProfileRegistry
  /// The first thousand problems; each is a profile or a file that is not in the registry.
  public let problems: [ProfileProblem]
  /// The number of problems, which can be greater than the number of those in ``problems``.
  public let problemCount: Int

  /// Reads a file or a folder, see ``ProfileRegistry/importing(contentsOf:)``.
  ///
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - base: the existing profiles, which come first in the catalogue; newer versions in the
  ///     folder replace them.
  public static func load(
    _ path: String, including base: ProfileRegistry = ProfileRegistry()
  ) -> YAMLProfileProvider {
    let result = base.importing(contentsOf: path)
    return YAMLProfileProvider(result)
  }

  private let made: Result<ProfileCatalogue, InvalidCatalogue>

  private init(_ result: ProfileImport) {
    let registry = result.registry
    self.registry = registry
    problems = result.problems
    problemCount = result.problemCount
    made = Result { () throws(InvalidCatalogue) in try registry.catalogue() }
  }

  /// The catalogue of the profiles that could be read.
  ///
  /// - Throws: ``ProfileProviderFailure/invalid(_:)`` if there are none.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
    do throws(InvalidCatalogue) {
      return try made.get()
    } catch {
      throw .invalid(error)
    }
  }
}
