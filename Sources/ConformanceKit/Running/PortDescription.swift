package import StrictJSON

/// A port's answer to `engine.describe`.
public struct PortDescription: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// Its version.
  public let version: String
  /// The version of the specification that it follows.
  public let specification: String
  /// The capabilities that it claims.
  public let capabilities: [String]

  /// Reads the result of `engine.describe`; nil if something is missing or of the wrong type.
  package init?(_ result: JSON) {
    guard let name = result["implementation"]?["name"]?.asString,
      let version = result["implementation"]?["version"]?.asString,
      let specification = result["specification"]?.asString,
      let capabilities = result["capabilities"]?.elements
    else { return nil }
    let texts = capabilities.compactMap(\.asString)
    guard texts.count == capabilities.count else { return nil }
    self.name = name
    self.version = version
    self.specification = specification
    self.capabilities = texts
  }
}
