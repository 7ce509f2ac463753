/// A problem in a suite of golden cases, and its place.
public struct SuiteProblem: Sendable, Hashable {
  /// The file, from the suite's folder; empty for the suite as a whole.
  public let file: String
  /// The case in it, if the problem belongs to one.
  public let caseID: String?
  /// The place in the file, or in the case.
  package let pointer: JSONPointer
  /// What is wrong.
  package let reason: Reason

  /// The kinds of problems.
  package enum Reason: Sendable, Hashable {
    case unreadable
    case notJSON(reason: String, byteOffset: Int)
    case missingKey(String)
    case unknownKey(String)
    case wrongType(expected: String)
    case invalidValue(String)
    case unknownMatcher(String)
    case unknownPlaceholder(String)
    /// The digest in the manifest differs.
    case digestDiffers(manifest: String, file: String)
    case countDiffers(manifest: Int, file: Int)
    /// The file exists but is not in the manifest.
    case notInManifest
    case duplicateID(String)
    case duplicateName(String)
    case unknownFlag(String)
    case unusedNote(String)
    case unknownCapability(String)
    case unknownRecipe(String)
    case unknownRecording(String)
    case unknownRequirement(String)
    /// A requirement that cases can test has none.
    case requirementWithoutCase(String)
    case noRequirements
    case noCases
    /// A comparison that should have failed or passed did not: the suite does not notice mistakes
    /// there.
    case toothless(String)
    /// What the suite states about its own sounds is wrong.
    case signalDiffers(String)
  }

  init(
    _ reason: Reason, file: String = "", caseID: String? = nil, at pointer: JSONPointer = .root
  ) {
    self.file = file
    self.caseID = caseID
    self.pointer = pointer
    self.reason = reason
  }
}

/// All the problems that prevented reading a suite.
public struct InvalidSuite: Error, Hashable {
  /// At least one.
  public let problems: [SuiteProblem]
}

extension SuiteProblem: CustomStringConvertible {
  /// One line: the place and the problem.
  public var description: String {
    let place = [file, caseID, pointer == .root ? nil : pointer.description]
      .compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: " ")
    return place.isEmpty ? reason.sentence : "\(place): \(reason.sentence)"
  }
}

extension SuiteProblem.Reason {
  fileprivate var sentence: String {
    switch self {
    case .unreadable: "cannot be read"
    case .notJSON(let reason, let offset): "is not JSON: \(reason) at byte \(offset)"
    case .missingKey(let key): "the key '\(key)' is missing"
    case .unknownKey(let key): "the key '\(key)' is unknown"
    case .wrongType(let expected): "has to be \(expected)"
    case .invalidValue(let text): text
    case .unknownMatcher(let name): "there is no matcher \(name)"
    case .unknownPlaceholder(let name): "there is no placeholder \(name)"
    case .digestDiffers(let manifest, let file):
      "has the SHA-256 \(file), the manifest says \(manifest)"
    case .countDiffers(let manifest, let file): "has \(file) cases, the manifest says \(manifest)"
    case .notInManifest: "is not in the manifest"
    case .duplicateID(let id): "the id '\(id)' is there twice"
    case .duplicateName(let name): "the name '\(name)' is there twice"
    case .unknownFlag(let flag): "the flag '\(flag)' has no note in this file"
    case .unusedNote(let flag): "no case has the flag '\(flag)' of this note"
    case .unknownCapability(let name): "the manifest knows no capability '\(name)'"
    case .unknownRecipe(let id): "there is no audio recipe '\(id)'"
    case .unknownRecording(let name): "the manifest has no recording '\(name)'"
    case .unknownRequirement(let id): "no chapter of Spec/ states \(id)"
    case .requirementWithoutCase(let id): "no case cites \(id), which is marked (case)"
    case .noRequirements: "no chapter states a requirement"
    case .noCases: "there is no case"
    case .toothless(let text): text
    case .signalDiffers(let text): text
    }
  }
}
