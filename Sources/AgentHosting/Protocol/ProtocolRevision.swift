/// A supported revision of the Model Context Protocol.
///
/// Source: modelcontextprotocol.io/specification, the page of each revision.
package enum ProtocolRevision: String, CaseIterable, Sendable {
  case july2026 = "2026-07-28"
  case november2025 = "2025-11-25"
  case june2025 = "2025-06-18"

  /// Whether each request states its revision and the client's capabilities; in the others, a
  /// session begins with `initialize`.
  package var isStateless: Bool { self == .july2026 }

  /// The revision of a session whose client asks for `wish`: that one if supported, otherwise the
  /// newest with sessions, which the client may then refuse.
  static func ofSession(wished wish: String) -> ProtocolRevision {
    guard let revision = ProtocolRevision(rawValue: wish), !revision.isStateless else {
      return .november2025
    }
    return revision
  }

  /// The names of the revisions, the newest first.
  static let names = allCases.map(\.rawValue)
}
