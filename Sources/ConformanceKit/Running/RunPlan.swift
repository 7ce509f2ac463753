import SeededRandomness
import Synchronization

/// The order of the cases, the number of repetitions, and the number of ports at a time.
public struct RunPlan: Sendable, Hashable {
  /// How many ports play in parallel, each some of the case files; cases share no state (CON-3).
  public var lanes = 1
  /// How many times the cases are played; a case with varying results gets a remark.
  public var rounds = 1
  /// Shuffles the order with this seed; nil for the suite's own order. Cases of one server keep
  /// theirs.
  public var shuffleSeed: UInt64?
  /// The run stops after this many failures; nil for never.
  public var mostFailures: Int?

  /// Once, in the suite's order, one after the other.
  public init() {}

  /// The cases in the order of a round.
  func ordered(_ cases: [GoldenCase], round: Int) -> [GoldenCase] {
    guard let shuffleSeed else { return cases }
    var source = SplitMix64(seed: shuffleSeed &+ UInt64(round))
    let spoken = cases.filter { !$0.needsServer }.shuffled(using: &source)
    return spoken
      + Self.files(of: cases.filter(\.needsServer)).shuffled(using: &source).flatMap(\.self)
  }

  /// The cases distributed file by file, each to the lane with the fewest cases so far.
  func dealt(_ cases: [GoldenCase]) -> [[GoldenCase]] {
    guard lanes > 1 else { return [cases] }
    // Shuffled cases are separated from the others of their file, and need not be grouped.
    let groups =
      cases.contains(where: \.needsServer) || shuffleSeed == nil
      ? Self.files(of: cases) : cases.map { [$0] }
    var dealt: [[GoldenCase]] = Array(repeating: [], count: lanes)
    for group in groups {
      let fewest = dealt.indices.min { dealt[$0].count < dealt[$1].count } ?? 0
      dealt[fewest] += group
    }
    return dealt.filter { !$0.isEmpty }
  }

  /// The cases of each file, in the order of first appearance of the files.
  private static func files(of cases: [GoldenCase]) -> [[GoldenCase]] {
    var places: [String: Int] = [:]
    var files: [[GoldenCase]] = []
    for golden in cases {
      if let place = places[golden.header.name] {
        files[place].append(golden)
      } else {
        places[golden.header.name] = files.count
        files.append([golden])
      }
    }
    return files
  }
}

/// Counts failures, and tells when a run should stop. Usable from any thread.
final class FailureCount: Sendable {
  private let most: Int?
  private let count = Mutex(0)

  init(most: Int?) {
    self.most = most
  }

  func add() { count.withLock { $0 += 1 } }

  var isReached: Bool {
    guard let most else { return false }
    return count.withLock { $0 >= most }
  }
}
