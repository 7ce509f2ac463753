import ArgumentParser
import MasteringModel
import ProfileCatalog
import YAMLCatalog

/// `mastering profiles export`
struct ProfilesExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print profiles as YAML, to edit and use with --profiles.",
    discussion: """
      EXAMPLES:
        mastering profiles export > my-profiles.yaml
        mastering profiles export live-rock-preservation-v1 > live.yaml
      """
        + ExitStatus.help([
          (.done, "the profiles were printed"),
          (.failed, "there is no such profile, or none could be read"),
        ]))

  @Argument(
    help: "The ids of the profiles. (default: all)",
    completion: .list(BuiltInProfiles.all.map(\.id)))
  var ids: [String] = []

  @OptionGroup var profileSource: ProfileSource

  func run() throws {
    let registry = try profileSource.registry(try UserSettings.load())
    let profiles = ids.isEmpty ? registry.profiles : try ids.map { try registry.profile(named: $0) }
    let text =
      if profiles.count == 1, let only = profiles.first {
        ProfileYAML.text(of: only)
      } else { ProfileYAML.text(of: profiles) }
    let blends =
      ids.isEmpty && !registry.blends.isEmpty ? "\n" + ProfileYAML.text(of: registry.blends) : ""
    Terminal.print(text + blends, terminator: "")
  }
}
