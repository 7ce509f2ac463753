internal import ArgumentParser

/// `mastering profiles`
struct Profiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, export and check mastering profiles.",
    subcommands: [ListProfiles.self, ShowProfile.self, ExportProfiles.self, CheckProfiles.self],
    defaultSubcommand: ListProfiles.self)
}
