import ArgumentParser

/// The options for the cache.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: ArgumentHelp(
      "Use this cache database instead of the one in your cache folder.", valueName: "path"),
    completion: .file(extensions: ["sqlite"]))
  var path: String?

  @Flag(name: .customLong("no-cache"), help: "Do not use a cache.")
  var isOff = false

  @Flag(help: "Store measurements beside each audio file, in <file>.25d, instead of in a database.")
  var sidecar = false

  func validate() throws {
    if [path != nil, isOff, sidecar].count(where: \.self) > 1 {
      throw ValidationError("--cache, --no-cache and --sidecar cannot be combined.")
    }
    try DatabasePath.validate(path)
  }

  /// Whether a place was given on the command line.
  var isNamed: Bool { path != nil || sidecar }

  /// The place given on the command line, or in the settings.
  func place(_ settings: UserSettings) -> CachePlace {
    if isOff { return .none }
    if sidecar { return .sidecars }
    if let path { return .database(path: path) }
    return settings.cache ?? .database(path: nil)
  }
}

/// The place of a cache.
enum CachePlace: Sendable {
  case none
  /// Beside each audio file.
  case sidecars
  /// In a database; nil for the one in the user's cache folder.
  case database(path: String?)
}

/// The option for the database of a subcommand.
struct DatabasePath: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: ArgumentHelp(
      "The cache database. (default: the one in your cache folder)", valueName: "path"),
    completion: .file(extensions: ["sqlite"]))
  var path: String?

  func validate() throws { try Self.validate(path) }

  /// The database given on the command line, or the place in the settings.
  func place(_ settings: UserSettings) -> CachePlace {
    if let path { return .database(path: path) }
    return settings.cache ?? .database(path: nil)
  }

  fileprivate static func validate(_ path: String?) throws {
    if path?.isEmpty == true { throw ValidationError("--cache needs the path of a file.") }
  }
}
