import CSndfile
import MasteringModel

/// The order of a file's channels, and how to bring them into the order that streams promise.
struct ChannelOrder: Sendable, Hashable {
  /// The layout of what is delivered.
  let layout: ChannelLayout
  /// Which channel of the file is delivered at each position; nil if the order does not change.
  let sources: [Int]?

  /// The order for the positions of the file's channels, in the file's order.
  ///
  /// Channels of unknown position come after all others, in their own order.
  init(inFile layout: ChannelLayout) {
    let positions = layout.positions
    let sources = positions.indices.sorted {
      (positions[$0].rawValue, $0) < (positions[$1].rawValue, $1)
    }
    self.layout = ChannelLayout(sources.map { positions[$0] })
    self.sources = sources.elementsEqual(positions.indices) ? nil : sources
  }

  /// The order of an open file.
  init(of handle: borrowing SndfileHandle, _ survey: ContainerSurvey) {
    let channels = Int(handle.info.channels)
    let usual = ChannelLayout.usual(channels: channels)
    switch (handle.container, handle.codec) {
    case (SF_FORMAT_OGG, SF_FORMAT_OPUS) where (survey.opusMappingFamily ?? 0) > 1:
      // Ambisonics, or channels without a meaning (RFC 7845, 5.1.1.3; RFC 8486).
      let unknown = [ChannelPosition](repeating: .unknown, count: channels)
      self.init(inFile: ChannelLayout(unknown))
    case (SF_FORMAT_OGG, SF_FORMAT_VORBIS), (SF_FORMAT_OGG, SF_FORMAT_OPUS):
      self.init(inFile: Self.vorbis(channels: channels) ?? usual)
    case (SF_FORMAT_CAF, _) where SndfileCodec(number: handle.codec).isALAC:
      self.init(inFile: Self.alac(channels: channels) ?? usual)
    case (SF_FORMAT_CAF, _), (SF_FORMAT_AIFF, _):
      let layout = survey.channelLayout
      self.init(inFile: layout.flatMap { $0.positions.count == channels ? $0 : nil } ?? usual)
    case (SF_FORMAT_WAVEX, _), (SF_FORMAT_W64, _), (SF_FORMAT_RF64, _):
      self.init(inFile: handle.channelMap.flatMap { Self.layout(ofMap: $0) } ?? usual)
    default:
      // FLAC defines it (RFC 9639, 9.1.3); plain WAV and AU use it in practice.
      self.init(inFile: usual)
    }
  }

  /// The order of Vorbis (Vorbis I, 4.3.9), which Opus shares (RFC 7845, 5.1.1.2), from three
  /// channels up; nil if it is the usual one.
  private static func vorbis(channels: Int) -> ChannelLayout? {
    switch channels {
    case 3: ChannelLayout([.frontLeft, .frontCenter, .frontRight])
    case 5: ChannelLayout([.frontLeft, .frontCenter, .frontRight, .backLeft, .backRight])
    case 6:
      ChannelLayout([
        .frontLeft, .frontCenter, .frontRight, .backLeft, .backRight, .lowFrequency,
      ])
    case 7:
      ChannelLayout([
        .frontLeft, .frontCenter, .frontRight, .sideLeft, .sideRight, .backCenter, .lowFrequency,
      ])
    case 8:
      ChannelLayout([
        .frontLeft, .frontCenter, .frontRight, .sideLeft, .sideRight, .backLeft, .backRight,
        .lowFrequency,
      ])
    default: nil
    }
  }

  /// The order of ALAC ("Apple Lossless Format Description", Channel Layout Info), whatever the
  /// container says, from three channels up; nil if it has none.
  private static func alac(channels: Int) -> ChannelLayout? {
    let front: [ChannelPosition] = [.frontCenter, .frontLeft, .frontRight]
    let rear: [ChannelPosition] = [.backLeft, .backRight]
    return switch channels {
    case 3: ChannelLayout(front)
    case 4: ChannelLayout(front + [.backCenter])
    case 5: ChannelLayout(front + rear)
    case 6: ChannelLayout(front + rear + [.lowFrequency])
    case 7: ChannelLayout(front + rear + [.backCenter, .lowFrequency])
    case 8:
      ChannelLayout(
        [
          .frontCenter, .frontLeftOfCenter, .frontRightOfCenter, .frontLeft, .frontRight,
        ] + rear + [.lowFrequency])
    default: nil
    }
  }

  /// The layout from libsndfile's numbers; nil if they are invalid: libsndfile also returns maps
  /// that it never filled in.
  private static func layout(ofMap numbers: [Int]) -> ChannelLayout? {
    let positions = numbers.compactMap { position(ofNumber: $0) }
    guard positions.count == numbers.count else { return nil }
    let known = positions.filter { $0 != .unknown }
    return known.isEmpty || Set(known).count < known.count ? nil : ChannelLayout(positions)
  }

  private static func position(ofNumber number: Int) -> ChannelPosition? {
    switch number {
    case SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_FRONT_LEFT: .frontLeft
    case SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_FRONT_RIGHT: .frontRight
    case SF_CHANNEL_MAP_MONO, SF_CHANNEL_MAP_CENTER, SF_CHANNEL_MAP_FRONT_CENTER: .frontCenter
    case SF_CHANNEL_MAP_LFE: .lowFrequency
    case SF_CHANNEL_MAP_REAR_LEFT: .backLeft
    case SF_CHANNEL_MAP_REAR_RIGHT: .backRight
    case SF_CHANNEL_MAP_REAR_CENTER: .backCenter
    case SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER: .frontLeftOfCenter
    case SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER: .frontRightOfCenter
    case SF_CHANNEL_MAP_SIDE_LEFT: .sideLeft
    case SF_CHANNEL_MAP_SIDE_RIGHT: .sideRight
    case SF_CHANNEL_MAP_TOP_CENTER: .topCenter
    case SF_CHANNEL_MAP_TOP_FRONT_LEFT: .topFrontLeft
    case SF_CHANNEL_MAP_TOP_FRONT_CENTER: .topFrontCenter
    case SF_CHANNEL_MAP_TOP_FRONT_RIGHT: .topFrontRight
    case SF_CHANNEL_MAP_TOP_REAR_LEFT: .topBackLeft
    case SF_CHANNEL_MAP_TOP_REAR_CENTER: .topBackCenter
    case SF_CHANNEL_MAP_TOP_REAR_RIGHT: .topBackRight
    case SF_CHANNEL_MAP_AMBISONIC_B_W...SF_CHANNEL_MAP_AMBISONIC_B_Z: .unknown
    default: nil
    }
  }
}

extension ChannelOrder {
  /// Puts the channels of interleaved frames in order, if they are not.
  func arrange<Sample: BitwiseCopyable>(
    _ samples: UnsafeMutablePointer<Sample>, frames: Int, using frame: inout [Sample]
  ) {
    guard let sources else { return }
    let channels = sources.count
    for start in stride(from: 0, to: frames * channels, by: channels) {
      frame.removeAll(keepingCapacity: true)
      for source in sources { frame.append(samples[start + source]) }
      for channel in 0..<channels { samples[start + channel] = frame[channel] }
    }
  }
}
