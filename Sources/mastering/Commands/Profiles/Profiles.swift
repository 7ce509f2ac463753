import ArgumentParser

/// `mastering profiles`
struct Profiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, export, check and learn mastering profiles.",
    subcommands: [
      ProfilesList.self, ShowProfile.self, ProfilesExport.self, CheckProfiles.self,
      ProfilesLearn.self, SuggestBlends.self, PreviewProfiles.self,
    ],
    defaultSubcommand: ProfilesList.self)
}
