import MasteringModel
import SystemCalls
import WireFormat

/// The user's settings for every command and host: the values of the settings file, which options
/// override.
struct UserSettings: Sendable {
  /// The path of the profiles that replace the built-in ones.
  private(set) var profiles: String?
  /// Whether the built-in profiles are used as well.
  private(set) var includesBuiltIn = false
  /// The settings for recommendations if no option or request states them.
  private(set) var recommendation = RecommendationSettings.standard
  private(set) var cache: CachePlace?
  /// Whether there is a settings file.
  private(set) var isFromFile = false
  /// The line of each setting in the file.
  private(set) var lines: [SettingName: Int] = [:]

  /// The settings if nothing is set.
  static let none = UserSettings()

  private init() {}

  /// The settings of the user who runs the command.
  ///
  /// - Throws: ``ExitStatus/wrongCommandLine``, after a line on standard error for each mistake.
  static func load() throws -> UserSettings {
    let place = SettingsPlace.current
    guard let bytes = try place.bytes() else { return .none }
    var (settings, problems) = read(bytes)
    for problem in problems { place.write(problem) }
    guard problems.isEmpty else { throw ExitStatus.wrongCommandLine.code }
    settings.isFromFile = true
    return settings
  }

  /// The settings in a file, and its problems in line order.
  private static func read(_ bytes: [UInt8]) -> (UserSettings, [SettingsFile.Problem]) {
    let file = SettingsFile(bytes)
    var (settings, problems) = (UserSettings(), file.problems)
    for (name, entry) in file.entries {
      settings.lines[name] = entry.line
      do throws(UnusableValue) { try settings.set(name, to: entry.text) } catch {
        problems.append(
          SettingsFile.Problem(line: entry.line, sentence: "\(name.rawValue): \(error.sentence)"))
      }
    }
    if settings.includesBuiltIn, settings.profiles == nil,
      file.entries[.profiles] == nil, let line = settings.lines[.withBuiltIn]
    {
      problems.append(
        SettingsFile.Problem(line: line, sentence: "with-built-in needs profiles"))
    }
    return (settings, problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
  }

  private mutating func set(_ name: SettingName, to text: String) throws(UnusableValue) {
    switch name {
    case .profiles:
      profiles = try Self.path(text)
    case .withBuiltIn:
      guard let value = ["yes": true, "no": false][text] else {
        throw UnusableValue("must be yes or no, not '\(text.printable)'")
      }
      includesBuiltIn = value
    case .threshold:
      try want(threshold: try Self.number(text))
    case .topK:
      guard let count = Int(text) else {
        throw UnusableValue("'\(text.printable)' is not a whole number")
      }
      try want(topK: count)
    case .ceiling:
      try want(ceilingDBTP: try Self.number(text))
    case .weighting:
      guard let weighting = Weighting(rawValue: text) else {
        throw UnusableValue("must be plain or dimension, not '\(text.printable)'")
      }
      try want(weighting: weighting)
    case .cache:
      cache =
        switch text {
        case "none": CachePlace.none
        case "sidecar": .sidecars
        default: .database(path: try Self.path(text))
        }
    }
  }

  private static func number(_ text: String) throws(UnusableValue) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw UnusableValue("'\(text.printable)' is not a number")
    }
    return number
  }

  private mutating func want(
    threshold: Double? = nil, topK: Int? = nil, ceilingDBTP: Double? = nil,
    weighting: Weighting? = nil
  ) throws(UnusableValue) {
    do throws(InvalidSettings) {
      recommendation = try RecommendationSettings(
        confidenceThreshold: threshold ?? recommendation.confidenceThreshold,
        topK: topK ?? recommendation.topK, ceilingDBTP: ceilingDBTP ?? recommendation.ceilingDBTP,
        weighting: weighting ?? recommendation.weighting)
    } catch {
      throw UnusableValue(FailureReport(error).sentence)
    }
  }

  /// A path that does not depend on the current folder.
  private static func path(_ text: String) throws(UnusableValue) -> String {
    if text.utf8.first == UInt8(ascii: "/") { return text }
    if text.hasPrefix("~/") {
      guard let home = Terminal.environment("HOME"), home.utf8.first == UInt8(ascii: "/") else {
        throw UnusableValue("'~' stands for HOME, which is not an absolute path")
      }
      return home + text.dropFirst()
    }
    throw UnusableValue("'\(text.printable)' is not a path that begins with / or ~/")
  }
}

/// Why a value cannot be used.
private struct UnusableValue: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
