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
