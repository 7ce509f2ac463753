import MasteringModel

extension TruePeakCeiling {
  /// The ceiling used internally (REN-15): other meters have other filters.
  var internalDBTP: Double { dBTP - 0.2 }
}
