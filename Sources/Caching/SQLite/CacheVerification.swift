/// The result of checking a whole ``SQLiteCache``.
public struct CacheVerification: Sendable, Hashable {
  /// The most problems it lists.
  public static let listed = 100

  /// How many analyses were checked.
  public private(set) var analyses = 0
  /// How many loudness measurements were checked.
  public private(set) var loudnessMeasurements = 0
  /// The problems, at most the first ``listed``.
  public private(set) var problems: [Problem] = []
  /// The number of problems, listed or not.
  public private(set) var problemCount = 0

  /// Whether there are no problems.
  public var isSound: Bool { problemCount == 0 }

  /// Something wrong.
  public enum Problem: Sendable, Hashable {
    /// The file is not a sound database; with SQLite's message.
    case damagedFile(String)
    /// A track's analysis is damaged. It is never returned.
    case damagedAnalysis(track: String)
    /// A track's loudness is damaged. It is never returned.
    case damagedLoudness(track: String)
  }

  /// An empty report.
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
