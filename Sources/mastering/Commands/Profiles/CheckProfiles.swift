import ArgumentParser
import MasteringModel
import ProfileCatalog
import YAMLCatalog

/// `mastering profiles check`
struct CheckProfiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check profile files for errors.",
    discussion: "Prints each error with its position. Targets that raise the peak get a warning."
      + ExitStatus.help([(.done, "there is no error"), (.failed, "there is an error")]))

  @Argument(help: "YAML files, or folders of them.", completion: .file())
  var paths: [String]

  func run() throws {
    // A copy of a built-in profile is no error here, but a blend may contain one.
    var registry = ProfileRegistry(besides: BuiltInProfiles.all.map(\.id))
    var problems = 0
    for path in paths {
      let result = registry.importing(contentsOf: path)
      registry = result.registry
      problems += result.problemCount
      Terminal.writeProblems(result.problems, of: result.problemCount)
    }
    for profile in registry.profiles {
      if let words = profile.peakWarning { Terminal.writeProblem(words) }
    }
    let count = registry.profiles.count
    Terminal.print(
      "\(count) \(count == 1 ? "profile" : "profiles") valid, "
        + "\(problems) \(problems == 1 ? "problem" : "problems")")
    if problems > 0 { throw ExitStatus.failed.code }
  }
}

extension Profile {
  /// A warning about targets that raise the peak, for which many tracks have no headroom; nil if
  /// they do not.
  fileprivate var peakWarning: String? {
    let change = processingTargets.change
    let rise = change.loudnessDB + change.crestDB
    // Sums of decimals are off by a few units in the last place.
    guard rise > 1e-9 else { return nil }
    return "warning: \(id): the targets raise the peak by \(rise.fixed(2)) dB "
      + "(loudness \(change.loudnessDB.fixed(2, signed: true)) dB, "
      + "crest \(change.crestDB.fixed(2, signed: true)) dB)"
  }
}
