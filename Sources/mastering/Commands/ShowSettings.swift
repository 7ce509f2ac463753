import ArgumentParser
import Caching
import MasteringModel
import StrictJSON
import SystemCalls

/// `mastering config`
struct ShowSettings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract:
      "Show the settings that apply unless an option overrides them, and where each comes from.",
    discussion: """
      Settings are read from ~/.config/adaptive-mastering/config (in $XDG_CONFIG_HOME if that is set) by \
      every command, and by 'rpc', 'mcp' and 'serve' for requests that leave them out. Options override them. \
      Each line is a name and a value:

        # Lines that begin with # are comments.
        profiles = ~/Music/profiles
        with-built-in = yes
        threshold = 0.5
        top-k = 3
        ceiling = -1
        weighting = plain
        cache = ~/Music/mastering.sqlite

      'cache' can also be none, or sidecar for a file beside each track. Paths begin with / or ~/.

      Set MASTERING_CONFIG to read another file; set it to an empty string to read none.

      EXAMPLES:
        mastering config
        $EDITOR "$(mastering config --path)"
        MASTERING_CONFIG= mastering recommend song.flac
      """
        + ExitStatus.help([
          (.done, "the settings are valid"), (.failed, "with --path: there is no settings file"),
        ]))

  @Flag(help: "Print only the path of the settings file.")
  var path = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if path, json { throw ValidationError("--path and --json cannot be combined.") }
  }

  func run() throws {
    let place = SettingsPlace.current
    if path {
      guard let path = place.path else {
        Terminal.writeProblem(
          "there is no settings file: \(SettingsPlace.variable) is empty, or neither XDG_CONFIG_HOME "
            + "nor HOME is an absolute path")
        throw ExitStatus.failed.code
      }
      Terminal.print(path)
      return
    }
    let settings = try UserSettings.load()
    if json {
      Terminal.print(settings.payload(path: place.path).text(.indented))
      return
    }
    Terminal.print(Style.standard.bold((place.path ?? "No settings file").printable))
    if place.path != nil, !settings.isFromFile { Terminal.print("  This file does not exist yet.") }
    for name in SettingName.allCases {
      let origin = settings.lines[name].map { "line \($0)" } ?? "default"
      Terminal.print(
        "  \(name.rawValue.fitted(to: 14))  \(settings.text(of: name).printable)"
          + "  \(Style.standard.dim("(\(origin))"))")
    }
  }
}

extension UserSettings {
  /// A value as in the file, or the default in words.
  fileprivate func text(of name: SettingName) -> String {
    switch name {
    case .profiles: profiles ?? "built-in"
    case .withBuiltIn: profiles == nil || includesBuiltIn ? "yes" : "no"
    case .threshold: "\(recommendation.confidenceThreshold)"
    case .topK: "\(recommendation.topK)"
    case .ceiling: "\(recommendation.ceilingDBTP)"
    case .weighting: recommendation.weighting.rawValue
    case .cache:
      switch cache ?? .database(path: nil) {
      case .none: "none"
      case .sidecars: "sidecar"
      case .database(let path): path ?? SQLiteCache.standardPath() ?? "none"
      }
    }
  }

  /// The settings as an object: for each its value and the line that sets it, null for a default.
  fileprivate func payload(path: String?) -> JSON {
    let members = SettingName.allCases.map { name in
      let value: JSON =
        switch name {
        case .threshold: .number(recommendation.confidenceThreshold)
        case .topK: .integer(recommendation.topK)
        case .ceiling: .number(recommendation.ceilingDBTP)
        case .profiles where profiles == nil: .null
        case .withBuiltIn: .bool(profiles == nil || includesBuiltIn)
        case .profiles, .cache, .weighting: .string(text(of: name))
        }
      return JSON.Member(
        name.rawValue, ["value": value, "line": lines[name].map { .integer($0) } ?? .null])
    }
    return ["path": path.map { .string($0) } ?? .null, "settings": .object(members)]
  }
}
