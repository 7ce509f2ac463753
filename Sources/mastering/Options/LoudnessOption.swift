import ArgumentParser
import MasteringModel

/// The options for measuring the loudness as well.
struct LoudnessOption: ParsableArguments {
  @Flag(
    name: .customLong("loudness"),
    help: "Also measure LUFS, loudness range and true peak over the same part.")
  var isOn = false

  @Flag(
    name: .customLong("no-true-peak"), help: "With --loudness: skip the true peak.")
  var omitsTruePeak = false

  func validate() throws {
    if omitsTruePeak, !isOn { throw ValidationError("--no-true-peak needs --loudness.") }
  }

  /// The wanted values; nil for none.
  var wishes: LoudnessWishes? {
    isOn ? LoudnessWishes(measuresTruePeak: !omitsTruePeak) : nil
  }
}
