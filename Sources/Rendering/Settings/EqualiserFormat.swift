import MasteringModel

/// A program that can apply ``EqualiserSettings``.
public enum EqualiserFormat: Sendable, CaseIterable {
  /// A filter for ffmpeg's `-af`.
  case ffmpeg
  /// A configuration file of Equalizer APO.
  case equalizerAPO
  /// A preset of EasyEffects.
  case easyEffects
  /// The filters and the pipeline of a configuration of CamillaDSP 3.
  case camillaDSP

  /// The settings in this program's format, without a newline after the last line.
  ///
  /// ffmpeg gets the linear-phase shelf itself. The others get the second-order high shelf of the
  /// Audio EQ Cookbook at the shelf's corner with Q 0.5, which equals two first-order shelves in
  /// series, and is within 0.07 dB of ours from 44.1 kHz up. CamillaDSP's step names no
  /// channels, so it is for all of them.
  public func text(of settings: EqualiserSettings) -> String {
    switch self {
    case .ffmpeg: Self.ffmpegFilter(settings)
    case .equalizerAPO: Self.equalizerAPO(settings)
    case .easyEffects: Self.easyEffects(settings)
    case .camillaDSP: Self.camillaDSP(settings)
    }
  }

  private static func ffmpegFilter(_ settings: EqualiserSettings) -> String {
    let square = number(EqualiserSettings.cornerHz * EqualiserSettings.cornerHz)
    // Linear phase adds the filter's delay, in whole samples; it is cut off again, and so is the
    // ringing after the track's end. In doubles nothing clips between the two filters.
    let delay = Int(0.01 * Double(settings.sampleRateHz))
    return "aformat=sample_fmts=dblp,"
      + "firequalizer=gain='\(number(settings.shelfGainDB))*f*f/(f*f+\(square))':delay=0.01,"
      + "atrim=start_sample=\(delay):end_sample=\(delay + settings.frames),asetpts=PTS-STARTPTS,"
      + "volume=\(number(settings.levelDB))dB:precision=double"
  }

  private static func equalizerAPO(_ settings: EqualiserSettings) -> String {
    """
    # \(remark(settings))
    Preamp: \(number(settings.levelDB)) dB
    Filter 1: ON HSC \(number(slopeDB(settings))) dB Fc \(number(EqualiserSettings.cornerHz)) Hz \
    Gain \(number(settings.shelfGainDB)) dB Q 0.5
    """
  }

  /// The slope of a high shelf with Q 0.5, in dB, of which 12 is the steepest. Old versions of Equalizer
  /// APO ignore a shelf's Q, and new ones prefer the slope; both are the same shelf.
  private static func slopeDB(_ settings: EqualiserSettings) -> Double {
    let amplitude = amplitude(ofDB: settings.shelfGainDB / 2)
    let sum = amplitude + 1 / amplitude
    return 12 * sum / (sum + 2)
  }

  private static func camillaDSP(_ settings: EqualiserSettings) -> String {
    """
    # \(remark(settings))
    filters:
      brightness:
        type: Biquad
        parameters:
          type: Highshelf
          freq: \(number(EqualiserSettings.cornerHz))
          q: 0.5
          gain: \(number(settings.shelfGainDB))
      level:
        type: Gain
        parameters:
          gain: \(number(settings.levelDB))
          inverted: false
          mute: false
    pipeline:
      - type: Filter
        names:
          - brightness
          - level
    """
  }

  private static func easyEffects(_ settings: EqualiserSettings) -> String {
    let band = """
      {"band0": {"frequency": \(number(EqualiserSettings.cornerHz)), \
      "gain": \(number(settings.shelfGainDB)), "mode": "APO (DR)", "mute": false, "q": 0.5, \
      "slope": "x1", "solo": false, "type": "Hi-shelf", "width": 4.0}}
      """
    // JSON has no comments; EasyEffects ignores unknown members.
    return """
      {
        "remark": "\(remark(settings))",
        "output": {
          "blocklist": [],
          "equalizer#0": {
            "balance": 0.0,
            "bypass": false,
            "input-gain": 0.0,
            "output-gain": \(number(settings.levelDB)),
            "mode": "IIR",
            "num-bands": 1,
            "split-channels": false,
            "left": \(band),
            "right": \(band)
          },
          "plugins_order": ["equalizer#0"]
        }
      }
      """
  }

  /// What is missing, on one line.
  private static func remark(_ settings: EqualiserSettings) -> String {
    settings.missingCrestDB == 0
      ? "Brightness and loudness."
      : "Brightness and loudness only: a crest factor \(number(abs(settings.missingCrestDB))) dB "
        + "\(settings.missingCrestDB > 0 ? "higher" : "lower") needs dynamics, which are missing."
  }

  /// A number with at most three decimals and an ASCII minus, for programs.
  private static func number(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded() / 1000
    return thousandths == thousandths.rounded()
      ? "\(Int(thousandths))" : "\(thousandths)"
  }
}
