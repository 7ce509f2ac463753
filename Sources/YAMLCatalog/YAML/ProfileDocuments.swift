import MasteringModel
import ProfileCatalog

/// What a YAML text says of profiles: those that are in order, and what is wrong with the others.
///
/// A document is one profile, or a mapping whose only key is `profiles`, a list of them. Every
/// profile is read, however many before it are wrong, and of each all that is wrong is said.
struct ProfileDocuments {
  /// The profiles in the order of the text.
  private(set) var profiles: [PlacedProfile] = []
  /// What is wrong, in the order of the text.
  private(set) var problems: [ProfileProblem] = []
  private let file: String?

  init(_ text: String, file: String? = nil) {
    self.file = file
    do throws(YAMLTree.Refusal) {
      for document in try YAMLTree.documents(of: text) {
        read(document)
      }
      if profiles.isEmpty, problems.isEmpty { refuse(.empty) }
    } catch {
      refuse(error.problem, line: error.line, column: error.column)
    }
    problems.sort { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
  }

  private mutating func read(_ document: YAMLTree) {
    guard case .mapping(let pairs) = document.content else {
      return refuse(
        .notProfiles(found: document.kind), line: document.line, column: document.column)
    }
    guard pairs.contains(where: { $0.key.scalar?.text == "profiles" }) else {
      return readProfile(document)
    }
    var reader = ProfileReader(file: file)
    let catalogue = reader.fields(of: document, path: "", known: ["profiles"])
    problems += reader.problems
    guard let list = catalogue?.values["profiles"], !list.isNull else { return }
    guard case .list(let entries) = list.content else {
      return refuse(.notProfiles(found: list.kind), line: list.line, column: list.column)
    }
    for entry in entries {
      if case .mapping = entry.content {
        readProfile(entry)
      } else {
        refuseEntry(entry)
      }
    }
  }

  /// What stands in the list and is no profile has no field of its own to name.
  private mutating func refuseEntry(_ entry: YAMLTree) {
    problems.append(
      ProfileProblem(
        place: SourcePlace(file: file, line: entry.line, column: entry.column),
        cause: .profile(
          InvalidProfile(
            profileID: nil, field: "profiles",
            reason: .wrongKind(expected: "mapping", found: entry.kind)))))
  }

  private mutating func readProfile(_ tree: YAMLTree) {
    var reader = ProfileReader(file: file)
    if let profile = reader.profile(from: tree) {
      profiles.append(PlacedProfile(profile: profile, place: reader.place(of: tree)))
    }
    problems += reader.problems
  }

  private mutating func refuse(
    _ problem: ProfileFileProblem, line: Int? = nil, column: Int? = nil
  ) {
    problems.append(
      ProfileProblem(
        place: SourcePlace(file: file, line: line, column: column), cause: .file(problem)))
  }
}
