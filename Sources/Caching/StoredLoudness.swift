import MasteringModel
import StrictJSON

/// Converts a loudness to JSON and back, for the database and for sidecars.
enum StoredLoudness {
  /// The loudness as an object, without the parts that are not cached; nil if a number is not
  /// finite, which JSON cannot represent.
  static func json(of loudness: TrackLoudness) -> JSON? {
    let signal = loudness.signal
    guard isPossible(loudness) else { return nil }
    return [
      "integrated_lufs": number(signal.integratedLUFS),
      "loudness_range_lu": number(signal.rangeLU),
      "momentary_max_lufs": number(signal.momentaryMaxLUFS),
      "short_term_max_lufs": number(signal.shortTermMaxLUFS),
      "channels": .array(
        signal.channels.map {
          [
            "role": .string($0.role.rawValue), "sample_peak_dbfs": number($0.sampleDBFS),
            "true_peak_dbtp": number($0.trueDBTP),
          ]
        }),
      "findings": .array(signal.findings.map(json)),
      "measured_seconds": .number(loudness.measuredSeconds),
      "sample_rate_hz": .integer(loudness.sampleRateHz),
      "is_partial": .bool(loudness.isPartial),
    ]
  }

  /// The loudness in an object; nil for anything that this program does not write, and for
  /// impossible numbers.
  static func loudness(of json: JSON) -> TrackLoudness? {
    guard let channels = json["channels"]?.elements, let findings = json["findings"]?.elements,
      let seconds = json["measured_seconds"]?.asDouble,
      let rate = json["sample_rate_hz"]?.asInteger, let isPartial = json["is_partial"]?.asBool
    else { return nil }
    do throws(Unreadable) {
      var peaks: [SignalLoudness.ChannelPeaks] = []
      for channel in channels {
        guard let role = channel["role"]?.asString.flatMap(LoudnessRole.init) else {
          throw Unreadable()
        }
        peaks.append(
          SignalLoudness.ChannelPeaks(
            role: role, sampleDBFS: try optional(channel["sample_peak_dbfs"]),
            trueDBTP: try optional(channel["true_peak_dbtp"])))
      }
      var found: [LoudnessFinding] = []
      for json in findings { found.append(try finding(of: json)) }
      let loudness = TrackLoudness(
        signal: SignalLoudness(
          integratedLUFS: try optional(json["integrated_lufs"]),
          rangeLU: try optional(json["loudness_range_lu"]),
          momentaryMaxLUFS: try optional(json["momentary_max_lufs"]),
          shortTermMaxLUFS: try optional(json["short_term_max_lufs"]), channels: peaks,
          findings: found),
        measuredSeconds: seconds, sampleRateHz: rate, isPartial: isPartial)
      return isPossible(loudness) ? loudness : nil
    } catch { return nil }
  }

  private struct Unreadable: Error {}

  /// A number, or null for none.
  private static func optional(_ json: JSON?) throws(Unreadable) -> Double? {
    guard let json else { throw Unreadable() }
    if json.isNull { return nil }
    guard let number = json.asDouble else { throw Unreadable() }
    return number
  }

  private static func number(_ number: Double?) -> JSON { number.map { .number($0) } ?? .null }

  private static func json(of finding: LoudnessFinding) -> JSON {
    switch finding {
    case .antiphase(let correlation):
      ["kind": "antiphase", "correlation": .number(correlation)]
    case .deadChannel(let channel):
      ["kind": "dead_channel", "channel": .integer(channel)]
    case .clipping(let channel, let runs, let longest, let seconds):
      [
        "kind": "clipping", "channel": .integer(channel), "runs": .integer(runs),
        "longest_samples": .integer(longest), "first_seconds": .number(seconds),
      ]
    case .offset(let channel, let mean):
      ["kind": "dc_offset", "channel": .integer(channel), "mean": .number(mean)]
    case .interSampleOvers(let steps, let truePeak):
      [
        "kind": "inter_sample_overs", "steps": .integer(steps),
        "true_peak_dbtp": .number(truePeak),
      ]
    }
  }

  private static func finding(of json: JSON) throws(Unreadable) -> LoudnessFinding {
    let channel = json["channel"]?.asInteger
    switch json["kind"]?.asString {
    case "antiphase":
      if let correlation = json["correlation"]?.asDouble {
        return .antiphase(correlation: correlation)
      }
    case "dead_channel":
      if let channel { return .deadChannel(channel) }
    case "clipping":
      if let channel, let runs = json["runs"]?.asInteger,
        let longest = json["longest_samples"]?.asInteger,
        let seconds = json["first_seconds"]?.asDouble
      {
        return .clipping(
          channel: channel, runs: runs, longestSamples: longest, firstSeconds: seconds)
      }
    case "dc_offset":
      if let channel, let mean = json["mean"]?.asDouble {
        return .offset(channel: channel, mean: mean)
      }
    case "inter_sample_overs":
      if let steps = json["steps"]?.asInteger, let truePeak = json["true_peak_dbtp"]?.asDouble {
        return .interSampleOvers(steps: steps, truePeakDBTP: truePeak)
      }
    default: break
    }
    throw Unreadable()
  }

  /// Whether a measurement can have these numbers. A cache may come from anywhere.
  ///
  /// Levels are those of samples up to the largest binary32 number, +771 dB, with room for what
  /// interpolation adds; the lower bound for a loudness is that for a peak.
  private static func isPossible(_ loudness: TrackLoudness) -> Bool {
    let signal = loudness.signal
    let levels =
      [signal.integratedLUFS, signal.momentaryMaxLUFS, signal.shortTermMaxLUFS]
      + signal.channels.flatMap { [$0.sampleDBFS, $0.trueDBTP] }
    let channels = signal.channels.indices
    return (1000...768_000).contains(loudness.sampleRateHz) && (1...64).contains(channels.count)
      && (0...longestSeconds).contains(loudness.measuredSeconds)
      && levels.allSatisfy { $0.map { (-7000...900).contains($0) } ?? true }
      && signal.rangeLU.map { (0...900).contains($0) } ?? true
      && signal.findings.count <= 4 * channels.count + 2
      && signal.findings.allSatisfy { isPossible($0, in: channels) }
  }

  private static func isPossible(_ finding: LoudnessFinding, in channels: Range<Int>) -> Bool {
    switch finding {
    case .antiphase(let correlation): (-1...1).contains(correlation)
    case .deadChannel(let channel): channels.contains(channel)
    case .clipping(let channel, let runs, let longest, let seconds):
      channels.contains(channel) && runs > 0 && longest > 0
        && (0...longestSeconds).contains(seconds)
    case .offset(let channel, let mean): channels.contains(channel) && mean.isFinite
    case .interSampleOvers(let steps, let truePeak): steps > 0 && (0...900).contains(truePeak)
    }
  }

  /// As many frames as a file of 2⁶³ bytes has at the lowest rate.
  private static let longestSeconds = 0x1p63 / 1000
}
