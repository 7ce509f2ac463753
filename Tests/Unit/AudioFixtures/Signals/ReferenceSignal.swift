/// A line of `Tests/Golden/reference/signals.ndjson`: a signal and its metrics, measured by two
/// Python programs.
package struct ReferenceSignal: Sendable, Hashable, Decodable, CustomStringConvertible {
  /// Its name, in kebab-case.
  package let id: String
  /// The recipe of the signal.
  package let recipe: Signal
  /// A float64 implementation of the definition.
  package let fingerprint: ReferenceFingerprint
  /// librosa, in its default precision.
  package let librosa: ReferenceFingerprint

  /// Its name, so that a failing case prints it.
  package var description: String { id }

  /// Every line of the file.
  package static func all() throws -> [ReferenceSignal] {
    try Repository.referenceLines("signals.ndjson")
  }
}
