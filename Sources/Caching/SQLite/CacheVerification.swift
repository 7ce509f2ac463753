/// What a check of a whole ``SQLiteCache`` found.
public struct CacheVerification: Sendable, Hashable {
  /// The most problems it lists.
  public static let listed = 100

  /// How many analyses were looked at.
  public private(set) var analyses = 0
  /// How many measurements of loudness were looked at.
  public private(set) var loudnessMeasurements = 0
  /// What is wrong, at most the first ``listed``.
  public private(set) var problems: [Problem] = []
  /// How many things are wrong, listed or not.
  public private(set) var problemCount = 0

  /// Whether nothing is wrong.
  public var isSound: Bool { problemCount == 0 }

  /// Something wrong.
  public enum Problem: Sendable, Hashable, CustomStringConvertible {
    /// The file is no sound database; in SQLite's words.
    case damagedFile(String)
    /// A track's analysis is not what was stored. It is never served.
    case damagedAnalysis(track: String)
    /// A track's loudness is not what was stored. It is never served.
    case damagedLoudness(track: String)

    /// A sentence for people.
    public var description: String {
      switch self {
      case .damagedFile(let words): "The file is damaged: \(words)."
      case .damagedAnalysis(let track): "The analysis of \(track) is not what was stored."
      case .damagedLoudness(let track): "The loudness of \(track) is not what was stored."
      }
    }
  }

  /// A report of nothing so far.
  init() {}

  mutating func countAnalysis() {
    analyses += 1
  }

  mutating func countLoudness() {
    loudnessMeasurements += 1
  }

  mutating func note(_ problem: Problem) {
    problemCount += 1
    if problems.count < Self.listed { problems.append(problem) }
  }
}
