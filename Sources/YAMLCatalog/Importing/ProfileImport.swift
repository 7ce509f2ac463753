public import MasteringModel
public import ProfileCatalog

/// The result of reading profiles: a registry with the valid ones, and the problems of the rest.
public struct ProfileImport: Sendable {
  /// The registry, including what it had before.
  public private(set) var registry: ProfileRegistry
  /// The profiles that were added, in the order they were read.
  public private(set) var added: [Profile] = []
  /// The first thousand problems, in the order of the files and, within a file, of the lines.
  public var problems: [ProfileProblem] { found.kept }
  /// The number of problems, which can be greater than the number of those in ``problems``.
  public var problemCount: Int { found.count }

  private var found = ProfileProblems()

  /// Blends that were read; their profiles may be in a file that is read later.
  private var blends: [(blend: NamedBlend, place: SourcePlace)] = []

  init(into registry: ProfileRegistry) {
    self.registry = registry
  }

  /// Adds the profiles of a text.
  mutating func read(_ text: String, file: String?) {
    let documents = ProfileDocuments(text, file: file)
    var found = documents.problems
    for placed in documents.profiles {
      do throws(InvalidProfile) {
        try registry.add(placed)
        added.append(placed.profile)
      } catch {
        let profile = placed.profile
        found.append(
          ProfileProblem(
            place: placed.place ?? SourcePlace(file: file), cause: .profile(error),
            earlierPlace: registry.place(of: profile.version, id: profile.id)))
      }
    }
    blends += documents.blends
    self.found.append(found)
  }

  /// Adds the blends, after all profiles have been read.
  mutating func finish() {
    for (blend, place) in blends {
      do throws(InvalidProfile) { try registry.add(blend) } catch {
        found.append(ProfileProblem(place: place, cause: .profile(error)))
      }
    }
    blends = []
  }

  /// Records a file that could not be read.
  mutating func refuse(_ problem: ProfileFileProblem, place: SourcePlace) {
    found.append(ProfileProblem(place: place, cause: .file(problem)))
  }
}
