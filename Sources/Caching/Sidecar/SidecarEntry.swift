import MasteringModel
import StrictJSON

/// One analysis in a sidecar, with the state of the file it was made from. The path is not part of
/// it, because a sidecar moves with its track.
struct SidecarEntry: Sendable, Equatable {
  let key: SidecarKey
  let analysis: TrackAnalysis

  /// The entry to store under a key.
  init(_ analysis: TrackAnalysis, for key: FingerprintKey) {
    self.key = SidecarKey(key)
    self.analysis = analysis
  }
}

extension SidecarEntry {
  /// As JSON; nil if a number is not finite, which JSON cannot represent.
  var json: JSON? {
    guard analysis.analysedSeconds.isFinite, analysis.durationSeconds?.isFinite ?? true,
      analysis.truePeakDBTP?.isFinite ?? true
    else {
      return nil
    }
    var members = key.members
    members += [
      .init("fingerprint", StoredFingerprint.json(of: analysis.fingerprint)),
      .init("analysed_seconds", .number(analysis.analysedSeconds)),
      .init("sample_rate_hz", .integer(analysis.sampleRateHz)),
      .init("channels", .integer(analysis.channels)),
      .init("duration_seconds", .number(orNull: analysis.durationSeconds)),
      .init("is_partial", .bool(analysis.isPartial)),
    ]
    if let truePeak = analysis.truePeakDBTP {
      members.append(.init("true_peak_dbtp", .number(truePeak)))
    }
    return .object(members)
  }

  /// From JSON; nil for anything that this program does not write, and for impossible numbers.
  init?(_ json: JSON) {
    guard let key = SidecarKey(json), let metrics = json["fingerprint"],
      let analysedSeconds = json["analysed_seconds"]?.finiteDouble,
      let rate = json["sample_rate_hz"]?.asInteger, let channels = json["channels"]?.asInteger,
      let duration = json["duration_seconds"],
      duration.isNull || duration.finiteDouble != nil,
      let isPartial = json["is_partial"]?.asBool,
      let fingerprint = StoredFingerprint.fingerprint(of: metrics)
    else { return nil }
    let analysis = TrackAnalysis(
      fingerprint: fingerprint, analysedSeconds: analysedSeconds, sampleRateHz: rate,
      channels: channels, durationSeconds: duration.finiteDouble, isPartial: isPartial,
      truePeakDBTP: json["true_peak_dbtp"]?.finiteDouble)
    guard analysis.isPossible else { return nil }
    self.key = key
    self.analysis = analysis
  }
}

extension JSON {
  fileprivate static func number(orNull number: Double?) -> JSON {
    number.map { .number($0) } ?? .null
  }

  fileprivate var finiteDouble: Double? {
    asDouble.flatMap { $0.isFinite ? $0 : nil }
  }
}
