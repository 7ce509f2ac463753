import ArgumentParser
import MasteringModel
import ProfileCatalog
import StrictJSON
import SystemCalls
import WireFormat

/// `mastering profiles list`
struct ProfilesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the profiles. Their order breaks ties.",
    discussion: ExitStatus.section([
      (.done, "the profiles were listed"), (.failed, "no profile could be read"),
    ]))

  @OptionGroup var profileSource: ProfileSource

  @Flag(help: "Print JSON: an array of the profiles.")
  var json = false

  func run() throws {
    let registry = try profileSource.registry(try UserSettings.load())
    let profiles = registry.profiles
    if json {
      Terminal.print(JSON.array(profiles.map(\.payload)).text(.indented))
      return
    }
    defer {
      for blend in registry.blends {
        BlendReport(blend: blend, style: .standard).row.forEach { Terminal.print($0) }
      }
    }
    let style = Style.standard
    let idWidth = profiles.map(\.id.count).max() ?? 0
    let versionWidth = profiles.map(\.version.description.count).max() ?? 0
    for profile in profiles {
      Terminal.print(
        "\(style.bold(profile.id.fitted(to: idWidth)))  "
          + "\(profile.version.description.fitted(to: versionWidth))  \(profile.name.printable)")
    }
  }
}
