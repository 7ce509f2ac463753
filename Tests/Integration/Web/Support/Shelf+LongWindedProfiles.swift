import AudioFixtures
import MasteringModel
import ProfileCatalog
import YAMLCatalog

extension Shelf {
  /// A file of the built-in profiles with names of the maximum length, four bytes per letter.
  /// Several hundred messages fill every buffer on the way to a client; a single one does not.
  func longWindedProfiles() async throws -> String {
    let lines = ProfileYAML.text(of: try await BuiltInProfileProvider().catalogue())
      .split(separator: "\n", omittingEmptySubsequences: false)
    let longer = lines.map { line in
      line.wholeMatch(of: /(\s+name: ).*/).map {
        "\($0.output.1)\"\(String(repeating: "🎵", count: Profile.longestName))\""
      } ?? String(line)
    }
    return try surroundings.file("profiles.yaml", text: longer.joined(separator: "\n"))
  }
}
