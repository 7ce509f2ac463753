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
    case .wrongType(let expected): "must be \(expected)"
    case .invalidValue(let text): text
    case .unknownMatcher(let name): "unknown matcher \(name)"
    case .unknownPlaceholder(let name): "unknown placeholder \(name)"
    case .digestDiffers(let manifest, let file):
      "has the SHA-256 \(file), the manifest says \(manifest)"
    case .countDiffers(let manifest, let file): "has \(file) cases, the manifest says \(manifest)"
    case .notInManifest: "is not in the manifest"
    case .duplicateID(let id): "the id '\(id)' occurs twice"
    case .duplicateName(let name): "the name '\(name)' occurs twice"
    case .unknownFlag(let flag): "the flag '\(flag)' has no note in this file"
    case .unusedNote(let flag): "no case has the flag '\(flag)' of this note"
    case .unknownCapability(let name): "the manifest has no capability '\(name)'"
    case .unknownRecipe(let id): "there is no audio recipe '\(id)'"
    case .unknownRecording(let name): "the manifest has no recording '\(name)'"
    case .unknownRequirement(let id): "no chapter of Spec/ states \(id)"
    case .requirementWithoutCase(let id): "no case cites \(id), which is marked (case)"
    case .noRequirements: "no chapter states a requirement"
    case .noCases: "contains no cases"
    case .toothless(let text): text
    case .signalDiffers(let text): text
    }
  }
}

extension SuiteExportFailure {
  /// What happened, to what.
  public var sentence: String {
    switch self {
    case .notEmpty(let path): "\(path) is not empty"
    case .differs(let problem):
      "the suite differs from its manifest and was not copied: \(problem)"
    case .cannotCopy(let path): "\(path) cannot be copied"
    case .cannotWrite(let path): "\(path) cannot be written"
    }
  }
}

extension WorkspaceProblem {
  /// What is missing, in words.
  var sentence: String {
    switch self {
    case .unknownRecipe(let id): "the suite has no audio recipe '\(id)'"
    case .unknownRecording(let name): "the manifest has no recording '\(name)'"
    case .missingRecording(let path): "the recording \(path) is missing"
    case .cannotWrite(let path): "\(path) cannot be written"
    case .noLibrary(let name): "no server was started with a folder for '\(name)'"
    case .noServer: "no server was started, so there is no port"
    case .nothingCaptured(let step, let place):
      "the answer to step \(step) has no value at '\(place)'"
    }
  }
}

extension PortEnd {
  /// What happened, in a few words.
  public var sentence: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .signalled(let signal): "was terminated by signal \(signal)"
    case .killed: "did not exit and was killed"
    case .unknown: "ended"
    }
  }
}

extension UnreadableReport {
  /// One sentence for people, without the file's name.
  public var sentence: String {
    switch self {
    case .notJSON(let offset): "is not JSON at byte \(offset)"
    case .noReport: "is not a report; make one with 'conformance run --report json --output FILE'"
    case .badCase(let index): "case \(index + 1) has no name, outcome or duration"
    }
  }
}
