import Foundation
import Testing

@testable import Rendering

@Suite struct EqualiserFormatTests {
  private let settings = EqualiserSettings(
    sampleRateHz: 44_100, frames: 1_000, shelfGainDB: 1.25, levelDB: -2.5, missingCrestDB: 0)

  /// The gain of the Audio EQ Cookbook's high shelf at Q 0.5, in dB: Equalizer APO's HSC,
  /// EasyEffects' "APO (DR)" and CamillaDSP's Highshelf all implement it.
  private func cookbookGainDB(_ gain: Double, atHz frequency: Double, rate: Double) -> Double {
    let amplitude = pow(10, gain / 40)
    let angle = 2 * .pi * EqualiserSettings.cornerHz / rate
    let (cosine, width) = (cos(angle), 2 * amplitude.squareRoot() * sin(angle) / (2 * 0.5))
    let (up, down) = (amplitude + 1, amplitude - 1)
    let b = [
      amplitude * (up + down * cosine + width), -2 * amplitude * (down + up * cosine),
      amplitude * (up + down * cosine - width),
    ]
    let a = [up - down * cosine + width, 2 * (down - up * cosine), up - down * cosine - width]
    func power(_ coefficients: [Double]) -> Double {
      let turn = 2 * .pi * frequency / rate
      let real = zip(coefficients, [0, 1, 2]).reduce(0) { $0 + $1.0 * cos(turn * $1.1) }
      let imaginary = zip(coefficients, [0, 1, 2]).reduce(0) { $0 + $1.0 * sin(turn * $1.1) }
      return real * real + imaginary * imaginary
    }
    return 10 * log10(power(b) / power(a))
  }

  @Test(arguments: [44_100.0, 48_000, 96_000], [-6.0, -1, 2, 6])
  func `the shelf of other programs is within 0.07 dB of ours`(rate: Double, gain: Double) {
    for frequency in stride(from: 20.0, through: 20_000, by: 20) {
      let ours =
        gain * frequency * frequency
        / (frequency * frequency + EqualiserSettings.cornerHz * EqualiserSettings.cornerHz)
      let theirs = cookbookGainDB(gain, atHz: frequency, rate: rate)
      #expect(abs(theirs - ours) < 0.07, "\(frequency) Hz")
    }
  }

  @Test func `ffmpeg gets the shelf's own formula`() {
    #expect(
      EqualiserFormat.ffmpeg.text(of: settings)
        == "aformat=sample_fmts=dblp,firequalizer=gain='1.25*f*f/(f*f+4000000)':delay=0.01,"
        + "atrim=start_sample=441:end_sample=1441,asetpts=PTS-STARTPTS,"
        + "volume=-2.5dB:precision=double")
  }

  // According to Equalizer APO's "Configuration reference" (its wiki, section Filter) and its reader
  // (filters/BiQuadFilterFactory.cpp): a line `Preamp: x dB`, and `ON HSC … dB Fc … Hz Gain … dB`, a
  // high shelf around a centre frequency. The slope is 12 dB times the Cookbook's S; the
  // reader of 2014 ignores a Q, and gives a shelf without a slope S = 0.9.
  @Test func `Equalizer APO gets a preamplification and a high shelf`() {
    #expect(
      EqualiserFormat.equalizerAPO.text(of: settings) == """
        # Brightness and loudness.
        Preamp: -2.5 dB
        Filter 1: ON HSC 6.008 dB Fc 2000 Hz Gain 1.25 dB Q 0.5
        """)
  }

  /// The Cookbook: 1/Q = √((A + 1/A)(1/S − 1) + 2).
  @Test(arguments: [-6.0, -1.25, 0, 2, 6])
  func `Equalizer APO's slope is that of Q 0.5`(gain: Double) throws {
    let settings = EqualiserSettings(
      sampleRateHz: 44_100, frames: 1_000, shelfGainDB: gain, levelDB: 0, missingCrestDB: 0)
    let words = EqualiserFormat.equalizerAPO.text(of: settings).split(separator: " ")
    let place = try #require(words.firstIndex(of: "HSC"))
    let slope = try #require(Double(words[place + 1])) / 12
    let amplitude = pow(10, gain / 40)
    #expect(abs(((amplitude + 1 / amplitude) * (1 / slope - 1) + 2).squareRoot() - 2) < 1e-3)
  }

  // According to EasyEffects' preset reader (wwmm/easyeffects, src/equalizer_preset.cpp). "APO
  // (DR)" and "Hi-shelf" are labels of its band modes and types; the former is that of the
  // Cookbook.
  @Test func `EasyEffects gets a preset of one band in each channel`() throws {
    let text = EqualiserFormat.easyEffects.text(of: settings)
    let preset = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    let output = try #require(preset["output"] as? NSDictionary)
    #expect(output["plugins_order"] as? [String] == ["equalizer#0"])
    let equaliser = try #require(output["equalizer#0"] as? NSDictionary)
    #expect(equaliser["output-gain"] as? Double == -2.5)
    #expect(equaliser["num-bands"] as? Int == 1)
    for side in ["left", "right"] {
      let band = try #require((equaliser[side] as? NSDictionary)?["band0"] as? NSDictionary)
      #expect(band["type"] as? String == "Hi-shelf" && band["mode"] as? String == "APO (DR)")
      #expect(band["frequency"] as? Double == 2_000 && band["q"] as? Double == 0.5)
      #expect(band["gain"] as? Double == 1.25)
      #expect(
        Set(band.allKeys.compactMap { $0 as? String }) == [
          "frequency", "gain", "mode", "mute", "q", "slope", "solo", "type", "width",
        ])
      #expect(band["slope"] as? String == "x1" && band["mute"] as? Bool == false)
    }
    #expect(equaliser["mode"] as? String == "IIR" && equaliser["bypass"] as? Bool == false)
    #expect(equaliser["input-gain"] as? Double == 0)
    #expect(equaliser["split-channels"] as? Bool == false)
  }

  // According to the README of CamillaDSP 3.0, sections Gain, Biquad and Pipeline: a Highshelf
  // takes freq, gain and q or slope, and a pipeline step takes `names` and, unless it is for all
  // channels, `channels`.
  @Test func `CamillaDSP gets two filters and their pipeline`() {
    let lines = EqualiserFormat.camillaDSP.text(of: settings).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    for line in [
      "type: Highshelf", "freq: 2000", "q: 0.5", "gain: 1.25", "gain: -2.5", "- brightness",
      "- level",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(!lines.contains { $0.hasPrefix("channels:") })
  }

  @Test(arguments: [EqualiserFormat.equalizerAPO, .easyEffects, .camillaDSP])
  func `the text itself notes that dynamics are missing`(format: EqualiserFormat) {
    let text = format.text(
      of: EqualiserSettings(
        sampleRateHz: 44_100, frames: 1_000, shelfGainDB: 0, levelDB: -0.0001,
        missingCrestDB: -1.4))
    #expect(text.contains("a crest factor 1.4 dB lower needs dynamics, which are missing"))
    #expect(!text.contains("-0.0"))
  }
}
