/// What is wrong with profiles that were read: the first problems, and the number of all.
///
/// A text of one mebibyte can hold half a million mistakes. Each costs some hundred bytes and a line to
/// read, and after the first thousand a reader has seen enough.
struct ProfileProblems {
  /// The most problems that are kept.
  static let mostKept = 1_000

  /// The first problems, in the order they were added.
  private(set) var kept: [ProfileProblem] = []
  /// The number of problems, those that were not kept included.
  private(set) var count = 0

  mutating func append(_ problem: ProfileProblem) {
    if kept.count < Self.mostKept { kept.append(problem) }
    count += 1
  }

  /// Adds the problems of a file, sorted by place.
  mutating func append(_ others: ProfileProblems) {
    kept += others.sorted.prefix(Self.mostKept - kept.count)
    count += others.count
  }

  /// The problems that were kept, by line and column.
  private var sorted: [ProfileProblem] {
    kept.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
  }
}
