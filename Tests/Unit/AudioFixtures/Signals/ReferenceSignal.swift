/// A line of `Tests/Golden/reference/signals.ndjson`: a signal and the metrics that two Python
/// programs measured in it.
package struct ReferenceSignal: Sendable, Hashable, Decodable, CustomStringConvertible {
  /// Its name, in kebab-case.
  package let id: String
  /// How to make it.
  package let recipe: Signal
  /// The definition restated in float64.
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
