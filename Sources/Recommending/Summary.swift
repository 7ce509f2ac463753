public import MasteringModel

extension Recommendation {
  /// A few lines of plain text for people: what is recommended, what it will change, and why.
  public var summary: String {
    var lines: [String] = []
    switch kind {
    case .fallback: lines.append("No profile resembles this track")
    case .single: lines.append("\(primaryProfile.name) (\(confidencePercent))")
    case .hybrid(let members):
      lines.append("Hybrid led by \(primaryProfile.name) (\(confidencePercent))")
      lines += members.inWords.map { "  \($0)" }
    }
    lines.append("Loudness \(predictedChange.loudnessDB.fixed(2, signed: true)) dB")
    lines.append("Crest factor \(predictedChange.crestDB.fixed(2, signed: true)) dB")
    lines.append("Spectral centroid \(predictedChange.centroidHz.fixed(1, signed: true)) Hz")
    lines.append(reasoning)
    return lines.joined(separator: "\n")
  }
}

extension FingerprintComparison {
  /// How the second recording sounds compared with the first, in a sentence.
  ///
  /// Differences too small to hear are left out: 0.5 dB of level and crest, 100 Hz of centroid.
  public var summary: String {
    let traits: [(FingerprintMetric, audible: Double, more: String, less: String)] = [
      (.loudness, 0.5, "louder", "quieter"),
      (.crest, 0.5, "more dynamic", "less dynamic"),
      (.spectralCentroid, 100, "brighter", "darker"),
    ]
    let heard = traits.compactMap { trait -> String? in
      let difference = difference(in: trait.0)
      guard abs(difference) >= trait.audible else { return nil }
      let size = abs(difference).fixed(trait.0 == .spectralCentroid ? 0 : 1)
      let unit = trait.0.differenceUnit
      return "\(difference > 0 ? trait.more : trait.less) by \(size) \(unit)"
    }
    return heard.isEmpty
      ? "The second sounds much like the first."
      : "The second is \(heard.joined(separator: ", "))."
  }
}
