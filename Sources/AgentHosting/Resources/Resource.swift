import LibraryAnalysis
import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// A resource that a client can read.
struct Resource: Sendable {
  let uri: String
  let name: String
  let title: String
  let mimeType: String
  /// Whether it is the same for every server of this version.
  let isFixed: Bool
  let text: @Sendable (AgentServer) async -> String

  /// Its entry in `resources/list`.
  var description: JSON {
    [
      "uri": .string(uri), "name": .string(name), "title": .string(title),
      "mimeType": .string(mimeType),
    ]
  }

  /// All resources of a server: the profiles, the library, the chapters of the specification.
  static func all(of server: AgentServer) -> [Resource] {
    [catalogue, library] + server.service.profiles.current.profiles.map(profile) + chapters
  }

  /// What `resources/templates/list` says.
  static let templates: [JSON] = [
    [
      "uriTemplate": "mastering://profiles/{profile_id}", "name": "profile",
      "title": "One profile", "mimeType": "application/json",
    ]
  ]

  private static let catalogue = Resource(
    uri: "mastering://profiles", name: "profiles", title: "The profiles",
    mimeType: "application/json", isFixed: false
  ) { $0.service.profiles.current.payload.text(.indented) }

  private static func profile(_ profile: Profile) -> Resource {
    Resource(
      uri: "mastering://profiles/\(profile.id)", name: profile.id, title: profile.name,
      mimeType: "application/json", isFixed: false
    ) { _ in profile.payload.text(.indented) }
  }

  private static let library = Resource(
    uri: "mastering://library", name: "library", title: "What is known about the library",
    mimeType: "application/json", isFixed: false
  ) { server in
    await server.library.scan()
    let tally = await LibraryTally(
      of: server.library.tracks, in: server, settings: server.service.defaults, measures: false)
    return tally.payload.text(.indented)
  }

  private static let chapters: [Resource] = SpecificationFiles.chapters.map { file in
    Resource(
      uri: "mastering://spec/\(file.name)", name: file.name, title: "Specification: \(file.name)",
      mimeType: "text/markdown", isFixed: true
    ) { _ in file.text }
  }
}
