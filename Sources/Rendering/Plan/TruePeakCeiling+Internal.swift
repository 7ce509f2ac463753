import MasteringModel

extension TruePeakCeiling {
  /// The ceiling used internally. Peaks measured at four times the sample rate are up to 0.15 dB
  /// too low.
  var internalDBTP: Double { dBTP - 0.2 }
}
