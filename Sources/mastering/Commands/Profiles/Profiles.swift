import ArgumentParser

/// `mastering profiles`
struct Profiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, export and check mastering profiles.",
    subcommands: [ProfilesList.self, ShowProfile.self, ProfilesExport.self, CheckProfiles.self],
    defaultSubcommand: ProfilesList.self)
}
