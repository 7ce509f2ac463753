/// A promise of a provider protocol that an implementation broke.
public struct BrokenPromise: Sendable, Hashable, CustomStringConvertible {
  /// The protocol with the promise, such as `AnalysisCache`.
  public let seam: String
  /// The promise's number in the protocol's documentation.
  public let number: Int
  /// The promise.
  public let sentence: String
  /// What was observed instead.
  public let facts: String

  /// Creates a broken promise from its parts.
  public init(seam: String, number: Int, sentence: String, facts: String) {
    self.seam = seam
    self.number = number
    self.sentence = sentence
    self.facts = facts
  }

  /// One line for a test's failure: the promise and the observation.
  public var description: String { "\(seam), promise \(number): \(sentence) — \(facts)" }
}

/// Collects the broken promises of one check; each promise with the same facts once.
struct Findings {
  let seam: String
  /// The promises, the first one numbered 1.
  let sentences: [String]
  private(set) var broken: [BrokenPromise] = []

  init(seam: String, promises sentences: [String]) {
    self.seam = seam
    self.sentences = sentences
  }

  mutating func breaks(_ number: Int, _ facts: String) {
    let promise = BrokenPromise(
      seam: seam, number: number, sentence: sentences[number - 1], facts: facts)
    if !broken.contains(promise) { broken.append(promise) }
  }

  /// Records the promise as broken unless the condition holds.
  mutating func expect(_ condition: Bool, _ number: Int, _ facts: @autoclosure () -> String) {
    if !condition { breaks(number, facts()) }
  }
}
