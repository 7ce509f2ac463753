import MasteringModel
import SystemCalls

/// A profile as text.
struct ProfileReport {
  let profile: Profile
  /// All known versions, oldest first.
  let history: [Profile]
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [style.bold(profile.name.printable), "  \(style.dim("\(profile.id) \(profile.version)"))", ""]
      + profile.description.printable.wrapped(to: Terminal.textColumns - 2).map { "  \($0)" }
      + section("Matches", rules) + section("Changes", targets) + section("Learned from", origin)
  }

  private func section(_ title: String, _ rows: [(String, String)]) -> [String] {
    ["", "  \(style.bold(title))"]
      + rows.map { name, value in "    \(name.fitted(to: 20))  \(value)" }
  }

  private var rules: [(String, String)] {
    let rules = profile.detectionRules
    return [
      ("Loudness", range(rules.loudnessDBFS, decimals: 1, "dBFS")),
      ("Crest factor", range(rules.crestDB, decimals: 1, "dB")),
      ("Zero-crossing rate", range(rules.zeroCrossingRate, decimals: 3, "per sample")),
    ]
      + (rules.spectralCentroidHz.map { [("Spectral centroid", range($0, decimals: 0, "Hz"))] }
        ?? [])
  }

  private func range(_ range: MetricRange, decimals: Int, _ unit: String) -> String {
    "\(range.lowerBound.fixed(decimals)) to \(range.upperBound.fixed(decimals)) \(unit)"
  }

  private var targets: [(String, String)] {
    let change = profile.processingTargets.change
    return [
      ("Loudness", "\(change.loudnessDB.fixed(2, signed: true)) dB"),
      ("Crest factor", "\(change.crestDB.fixed(2, signed: true)) dB"),
      ("Brightness", "\(change.centroidHz.fixed(1, signed: true)) Hz"),
    ]
      + (profile.processingTargets.targetLoudnessDBFS.map {
        [("Target loudness", "\($0.fixed(1)) dBFS")]
      } ?? [])
  }

  private var origin: [(String, String)] {
    let tracks = profile.training.tracks == 1 ? "1 track" : "\(profile.training.tracks) tracks"
    var rows = [
      ("Recordings", "\(profile.training.source.printable), \(tracks)"),
      ("Confidence", profile.confidence.percent),
    ]
    if let releaseType = profile.releaseType { rows.append(("Release", releaseType.printable)) }
    if let genre = profile.genreHint { rows.append(("Genre", genre.printable)) }
    if let era = profile.eraEstimate { rows.append(("Era", String(era))) }
    if history.count > 1 {
      rows.append(("Versions", history.map(\.version.description).joined(separator: ", ")))
    }
    return rows
  }
}
