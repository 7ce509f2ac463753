import ArgumentParser
import MasteringModel
import ProfileCatalog
import StrictJSON
import SystemCalls
import WireFormat

/// `mastering profiles show`
struct ShowProfile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a profile matches and what it changes.",
    discussion: ExitStatus.section([
      (.done, "the profile was shown"),
      (.failed, "there is no such profile, or none could be read"),
    ]))

  @Argument(
    help: "The profile's id, as 'profiles list' prints it.",
    completion: .list(BuiltInProfiles.all.map(\.id)))
  var id: String

  @OptionGroup var profileSource: ProfileSource

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let registry = try profileSource.registry(try UserSettings.load())
    if let blend = registry.blends.first(where: { $0.id == id }) {
      if json {
        Terminal.print(blend.payload.text(.indented))
      } else {
        BlendReport(blend: blend, style: .standard).lines(registry).forEach { Terminal.print($0) }
      }
      return
    }
    let profile = try registry.profile(named: id)
    if json {
      Terminal.print(profile.payload.text(.indented))
    } else {
      let report = ProfileReport(
        profile: profile, history: registry.history(of: id), style: .standard)
      report.lines.forEach { Terminal.print($0) }
    }
  }
}

extension ProfileRegistry {
  /// The current version of a profile.
  ///
  /// - Throws: ``ExitStatus/failed``, after a line on standard error that lists the ids.
  func profile(named id: String) throws -> Profile {
    if let profile = self[id] { return profile }
    let ids = profiles.map(\.id).joined(separator: ", ")
    Terminal.writeError("mastering: there is no profile \(id.printable); known: \(ids)\n")
    throw ExitStatus.failed.code
  }
}
