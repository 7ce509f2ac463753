public import MasteringModel
import Recommending
public import StrictJSON
import SystemCalls

extension TrackLoudness {
  /// The members `integrated_lufs`, `loudness_range_lu`, `momentary_max_lufs`,
  /// `short_term_max_lufs`, `true_peak_dbtp`, `sample_peak_dbfs`, `peak_to_loudness_lu`, `channels`,
  /// `replay_gain`, `findings`, `measured_seconds`, `sample_rate_hz`, `is_partial`, and `history`
  /// if it was kept. Missing values are null.
  public var payload: JSON {
    var members = signal.members
    members += [
      .init("measured_seconds", .finite(measuredSeconds)),
      .init("sample_rate_hz", .integer(sampleRateHz)), .init("is_partial", .bool(isPartial)),
    ]
    if let history = signal.history { members.append(.init("history", history.payload)) }
    return .object(members)
  }
}

extension SignalLoudness {
  fileprivate var members: [JSON.Member] {
    [
      .init("integrated_lufs", .finite(integratedLUFS)),
      .init("loudness_range_lu", .finite(rangeLU)),
      .init("momentary_max_lufs", .finite(momentaryMaxLUFS)),
      .init("short_term_max_lufs", .finite(shortTermMaxLUFS)),
      .init("true_peak_dbtp", .finite(truePeakDBTP)),
      .init("sample_peak_dbfs", .finite(samplePeakDBFS)),
      .init("peak_to_loudness_lu", .finite(peakToLoudnessLU)),
      .init("channels", .array(channels.map(\.payload))),
      .init("replay_gain", replayGain),
      .init("findings", .array(findings.map(\.payload))),
    ]
  }

  /// The values of ReplayGain 2.0: the gain to −18 LUFS, and the peak as a factor.
  private var replayGain: JSON {
    let peak = truePeakDBTP ?? samplePeakDBFS
    return [
      "gain_db": .finite(integratedLUFS.map { LoudnessTarget.replayGainLUFS - $0 }),
      "peak": .finite(peak.map { pow(10, $0 / 20) }),
    ]
  }
}

extension SignalLoudness.ChannelPeaks {
  fileprivate var payload: JSON {
    [
      "role": .string(role.rawValue), "sample_peak_dbfs": .finite(sampleDBFS),
      "true_peak_dbtp": .finite(trueDBTP),
    ]
  }
}

extension LoudnessHistory {
  fileprivate var payload: JSON {
    [
      "interval_seconds": .number(intervalSeconds),
      "momentary_lufs": .array(momentaryLUFS.map { .finite($0.map(\.tenthOfAHundredth)) }),
      "short_term_lufs": .array(shortTermLUFS.map { .finite($0.map(\.tenthOfAHundredth)) }),
      "over_seconds": .array(overSeconds.map { .number($0) }),
    ]
  }
}

extension LoudnessFinding {
  /// `kind`, the facts, and `message`.
  fileprivate var payload: JSON {
    let facts: [JSON.Member]
    let kind: String
    switch self {
    case .antiphase(let correlation):
      (kind, facts) = ("antiphase", [.init("correlation", .number(correlation))])
    case .deadChannel(let channel):
      (kind, facts) = ("dead_channel", [.init("channel", .integer(channel))])
    case .clipping(let channel, let runs, let longest, let seconds):
      kind = "clipping"
      facts = [
        .init("channel", .integer(channel)), .init("runs", .integer(runs)),
        .init("longest_samples", .integer(longest)), .init("first_seconds", .number(seconds)),
      ]
    case .offset(let channel, let mean):
      kind = "dc_offset"
      facts = [.init("channel", .integer(channel)), .init("mean", .number(mean))]
    case .interSampleOvers(let steps, let truePeak):
      kind = "inter_sample_overs"
      facts = [.init("steps", .integer(steps)), .init("true_peak_dbtp", .number(truePeak))]
    }
    return .object(
      [.init("kind", .string(kind))] + facts + [.init("message", .string(sentence))])
  }
}

extension JSON {
  /// The number; null if there is none, or if JSON cannot represent it.
  static func finite(_ number: Double?) -> JSON {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }
}

extension Double {
  /// Rounded to 0.001, which is enough for display: up to two hours of history are sent.
  fileprivate var tenthOfAHundredth: Double { (self * 1000).rounded() / 1000 }
}
