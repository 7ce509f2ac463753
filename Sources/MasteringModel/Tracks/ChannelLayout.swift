/// The position of each channel's loudspeaker, in the order of a stream's channels.
///
/// Streams give channels in the order of WAVE files: front left and front right come first if a
/// file declares them, whatever the order within the file.
public struct ChannelLayout: Sendable, Hashable {
  /// The place of each channel; as many as there are channels.
  public let positions: [ChannelPosition]

  /// A layout from the places of its channels.
  public init(_ positions: [ChannelPosition]) {
    self.positions = positions
  }

  /// The layout of this many channels if a file does not declare one: mono, stereo, and from three
  /// to eight channels the order of RFC 9639, 9.1.3; with more, every position is unknown.
  public static func usual(channels: Int) -> ChannelLayout {
    switch channels {
    case 1: ChannelLayout([.frontCenter])
    case 2: ChannelLayout([.frontLeft, .frontRight])
    case 3: ChannelLayout([.frontLeft, .frontRight, .frontCenter])
    case 4: ChannelLayout([.frontLeft, .frontRight, .backLeft, .backRight])
    case 5: ChannelLayout([.frontLeft, .frontRight, .frontCenter, .backLeft, .backRight])
    case 6:
      ChannelLayout([
        .frontLeft, .frontRight, .frontCenter, .lowFrequency, .backLeft, .backRight,
      ])
    case 7:
      ChannelLayout([
        .frontLeft, .frontRight, .frontCenter, .lowFrequency, .backCenter, .sideLeft, .sideRight,
      ])
    case 8:
      ChannelLayout([
        .frontLeft, .frontRight, .frontCenter, .lowFrequency, .backLeft, .backRight, .sideLeft,
        .sideRight,
      ])
    default: ChannelLayout([ChannelPosition](repeating: .unknown, count: max(0, channels)))
    }
  }
}

/// The position of a loudspeaker.
public enum ChannelPosition: Int, Sendable, Hashable, CaseIterable {
  // The order, and so the raw values but for the last one, are those of the bits of a WAVE file's
  // channel mask ("Multiple Channel Audio Data and WAVE Files", Microsoft, 2001).
  case frontLeft, frontRight, frontCenter, lowFrequency, backLeft, backRight
  case frontLeftOfCenter, frontRightOfCenter, backCenter, sideLeft, sideRight
  case topCenter, topFrontLeft, topFrontCenter, topFrontRight
  case topBackLeft, topBackCenter, topBackRight
  /// A position that the file does not declare.
  case unknown
}
