/// What a channel counts for in the loudness of a signal (ITU-R BS.1770-4, table 3).
public enum LoudnessRole: String, Sendable, Hashable, CaseIterable {
  /// In front of or behind the listener, above or below: counts as it is.
  case front
  /// Between 60° and 120° to the side at the height of the ears: counts 1.41 times, +1.5 dB.
  case surround
  /// The channel of low-frequency effects: has peaks, but no loudness.
  case excluded

  /// The roles of the channels of a layout, in its order.
  ///
  /// Loudspeakers called "back" are at 110° in layouts without side loudspeakers, such as 5.1, and
  /// at 135° or more in layouts with them, such as 7.1.
  public static func roles(in layout: ChannelLayout) -> [LoudnessRole] {
    let hasSides = layout.positions.contains { $0 == .sideLeft || $0 == .sideRight }
    return layout.positions.map { position in
      switch position {
      case .lowFrequency: .excluded
      case .sideLeft, .sideRight: .surround
      case .backLeft, .backRight: hasSides ? .front : .surround
      default: .front
      }
    }
  }
}
