public import MasteringModel

extension Recommendation {
  /// A sentence for people: what was measured, and why this profile or blend was chosen.
  ///
  /// Begins with "Hybrid mastering detected" exactly for a hybrid. Programs should read the other
  /// fields; the words may change.
  public var reasoning: String { resemblance + reservations }

  private var resemblance: String {
    let measured = fingerprint.impression
    switch kind {
    case .fallback:
      return "\(measured.sentenceStart), resembles no profile, so no change is suggested."
    case .single:
      return "\(measured.sentenceStart), resembles \(primaryProfile.name) at "
        + "\(confidencePercent)\(closeness)."
    case .hybrid(let members):
      return
        "Hybrid mastering detected: \(measured), does not match any single profile well enough "
        + "(\(shortfall)), so it blends \(members.inWords.joinedAsList())."
    }
  }

  /// The part of the predicted change that cannot be achieved, for a track whose audio was
  /// analysed.
  private var reservations: String {
    guard headroom.basis == .measured else { return "" }
    var words = ""
    if headroom.missingDB >= 0.05 {
      words +=
        " It needs \(headroom.missingDB.fixed(1)) dB more headroom than is available below "
        + "\(headroom.ceilingDBTP.fixed(1)) dBTP: as plain gain, the loudness change can be "
        + "\(headroom.largestGainDB.fixed(1, signed: true)) dB at most."
    }
    if !brightnessReach.isReachable {
      words +=
        " A gentle shelf is not expected to move its centroid by "
        + "\(predictedChange.centroidHz.fixed(0, signed: true)) Hz."
    }
    return words
  }

  /// The estimated strength of the shelf that the predicted change of brightness needs.
  public var brightnessReach: BrightnessReach {
    BrightnessReach(of: predictedChange.centroidHz, from: fingerprint)
  }

  /// "21 % at best, 40 % needed", with as many decimals as it takes to tell the two apart, and to
  /// keep the confidence on its side of a bound (REC-23).
  private var shortfall: String {
    let (best, needed) = (confidence * 100, settings.confidenceThreshold * 100)
    let decimals =
      (0..<12).first {
        best.fixed($0) != needed.fixed($0)
          && ConfidenceLevel.keepsLevel(ofScore: confidence, decimals: $0)
      } ?? 12
    return "\(best.fixed(decimals)) % at best, \(needed.fixed(decimals)) % needed"
  }

  /// Which dimensions support the best profile, and which do not.
  private var closeness: String {
    guard let similarity = ranking.first?.similarity else { return "" }
    let dimensions: [(String, Double?)] = [
      ("loudness", similarity.loudness), ("dynamics", similarity.crest),
      ("noise", similarity.zeroCrossingRate), ("tone", similarity.spectralCentroid),
    ]
    // 0.5 is the edge of the range.
    let inside = dimensions.filter { ($0.1 ?? 0) >= 0.5 }.map(\.0)
    let outside = dimensions.filter { ($0.1 ?? 1) < 0.5 }.map(\.0)
    return switch (inside.isEmpty, outside.isEmpty) {
    case (_, true): ", within its range in \(inside.joinedAsList())"
    case (true, _): ", outside its range in \(outside.joinedAsList())"
    default:
      ", within its range in \(inside.joinedAsList()), outside it in \(outside.joinedAsList())"
    }
  }
}

extension [String] {
  /// "a", "a and b", "a, b and c".
  fileprivate func joinedAsList() -> String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
