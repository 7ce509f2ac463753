import MasteringModel
import ProfileCatalog

/// The profiles of a YAML text: the valid ones, and the problems of the others.
///
/// A document is one profile, or a mapping whose only key is `profiles`, a list of them. Every
/// profile is read, however many before it are invalid, and all mistakes of each are reported.
struct ProfileDocuments {
  /// The profiles in the order of the text.
  private(set) var profiles: [PlacedProfile] = []
  /// The blends in the order of the text, each with its place.
  private(set) var blends: [(blend: NamedBlend, place: SourcePlace)] = []
  /// What is wrong.
  private(set) var problems = ProfileProblems()
  private let file: String?

  init(_ text: String, file: String? = nil) {
    self.file = file
    do throws(YAMLTree.Refusal) {
      for document in try YAMLTree.documents(of: text) {
        read(document)
      }
      if profiles.isEmpty, blends.isEmpty, problems.count == 0 { refuse(.empty) }
    } catch {
      refuse(error.problem, line: error.line, column: error.column)
    }
  }

  private mutating func read(_ document: YAMLTree) {
    guard case .mapping(let pairs) = document.content else {
      return refuse(
        .notProfiles(found: document.kind), line: document.line, column: document.column)
    }
    if let list = pairs.first(where: { $0.key.scalar?.text == "blends" })?.value {
      readBlends(list)
      let others = pairs.filter { $0.key.scalar?.text != "blends" }
      // Besides blends there may be profiles, or nothing.
      guard !others.isEmpty || pairs.count > 1 else { return }
      return read(
        YAMLTree(line: document.line, column: document.column, content: .mapping(others)))
    }
    guard pairs.contains(where: { $0.key.scalar?.text == "profiles" }) else {
      return readProfile(document)
    }
    var reader = ProfileReader<YAMLTree>()
    let list = reader.onlyMember("profiles", of: document)
    note(reader.problems)
    guard let list else { return }
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

  private mutating func readBlends(_ list: YAMLTree) {
    guard case .list(let entries) = list.content else {
      return refuse(.notProfiles(found: list.kind), line: list.line, column: list.column)
    }
    for entry in entries {
      do throws(BlendReader.Refusal) {
        blends.append((try BlendReader(entry).blend(), place(of: entry)))
      } catch {
        problems.append(
          ProfileProblem(place: place(of: error.node), cause: .profile(error.cause)))
      }
    }
  }

  /// An entry of the list that is not a profile has no field to name.
  private mutating func refuseEntry(_ entry: YAMLTree) {
    problems.append(
      ProfileProblem(
        place: place(of: entry),
        cause: .profile(
          InvalidProfile(
            profileID: nil, field: "profiles",
            reason: .wrongKind(expected: "mapping", found: entry.kind)))))
  }

  private mutating func readProfile(_ tree: YAMLTree) {
    var reader = ProfileReader<YAMLTree>()
    if let profile = reader.profile(from: tree) {
      profiles.append(PlacedProfile(profile: profile, place: place(of: tree)))
    }
    note(reader.problems)
  }

  private mutating func note(_ found: [ProfileReader<YAMLTree>.Problem]) {
    for problem in found {
      problems.append(
        ProfileProblem(
          place: place(of: problem.node), cause: .profile(problem.cause),
          earlierPlace: problem.earlier.map(place)))
    }
  }

  private func place(of tree: YAMLTree) -> SourcePlace {
    SourcePlace(file: file, line: tree.line, column: tree.column)
  }

  private mutating func refuse(
    _ problem: ProfileFileProblem, line: Int? = nil, column: Int? = nil
  ) {
    problems.append(
      ProfileProblem(
        place: SourcePlace(file: file, line: line, column: column), cause: .file(problem)))
  }
}

/// YAML as the profile reader sees it.
extension YAMLTree: ProfileNode {
  var members: [(key: YAMLTree, name: String?, value: YAMLTree)]? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.map { (key: $0.key, name: $0.key.scalar?.text, value: $0.value) }
  }

  var bounds: [YAMLTree]? {
    switch content {
    case .list(let list): list
    // `{min: -15}`: more likely a missing bound than missing brackets.
    case .mapping(let pairs) where pairs.count < 2: pairs.map(\.value)
    default: nil
    }
  }

  var text: String? { scalar.flatMap { $0.kind == .text ? $0.text : nil } }

  var idText: String? { isNull ? nil : scalar?.text }

  /// As written: 1.10 must not be read as a number, or it would become 1.1.
  var versionText: String? {
    scalar.flatMap { $0.isTagged || $0.kind == .boolean ? nil : $0.text }
  }

  var number: Double? {
    guard let scalar else { return nil }
    return switch scalar.kind {
    // Infinite if there are too many digits.
    case .wholeNumber, .number: Double(scalar.text)
    case .notFinite(let number): number
    // What other languages write for such numbers in invalid JSON.
    case .text: ["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity][scalar.text]
    default: nil
    }
  }
}
