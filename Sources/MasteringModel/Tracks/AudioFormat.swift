/// The format of an open audio file, as the file declares it.
public struct AudioFormat: Sendable, Hashable {
  /// Samples per second of one channel, in Hz.
  public let sampleRateHz: Int
  /// How many channels a frame has.
  public let channels: Int
  /// How many frames the file declares; nil if it declares none or only an estimate, and never more
  /// than ``mostFrames``. The only way to be certain is to read to the end.
  public let declaredFrames: Int?
  /// The length that the file announces in another way than by a count of frames, in seconds: its
  /// audio can be a little shorter, by the padding of an encoder. Nil if there is none.
  public let announcedSeconds: Double?
  /// How the file stores a sample.
  public let encoding: SampleEncoding
  /// Whether a second stream on the same file, moved to a frame, gives exactly the samples that
  /// reading from the start gives there.
  public let seeksExactly: Bool
  /// The container and codec in words, as in `FLAC (Free Lossless Audio Codec)`.
  public let name: String
  /// The position of each channel's loudspeaker, in the order of the channels in a frame.
  public let channelLayout: ChannelLayout
  /// Whether the file is known to lack some of the audio that its headers declare.
  public let isKnownDamaged: Bool

  /// The most frames that a file is believed to have: 46 years at 192 kHz. Their number of bytes
  /// does not overflow.
  public static let mostFrames = 1 << 48

  /// Creates a format from its parts.
  ///
  /// - Parameters:
  ///   - declaredFrames: clamped to 0…``mostFrames``.
  ///   - channelLayout: the positions of the channels; nil for the usual ones of this many
  ///     channels.
  ///   - isKnownDamaged: whether the headers declare audio that the file does not have.
  ///   - announcedSeconds: counts as none if it is not finite or below 0.
  public init(
    sampleRateHz: Int, channels: Int, declaredFrames: Int?, encoding: SampleEncoding,
    seeksExactly: Bool, name: String, channelLayout: ChannelLayout? = nil,
    isKnownDamaged: Bool = false, announcedSeconds: Double? = nil
  ) {
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.declaredFrames = declaredFrames.map { min(max($0, 0), Self.mostFrames) }
    self.encoding = encoding
    self.seeksExactly = seeksExactly
    self.name = name
    self.channelLayout = channelLayout ?? .usual(channels: channels)
    self.isKnownDamaged = isKnownDamaged
    self.announcedSeconds = announcedSeconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// How long the file is as declared, in seconds.
  public var declaredSeconds: Double? {
    declaredFrames.map { Double($0) / Double(sampleRateHz) } ?? announcedSeconds
  }
}

/// How an audio file stores a sample.
public enum SampleEncoding: Sendable, Hashable {
  /// A whole number that 16 bits hold exactly.
  case integer16
  /// A wider whole number.
  case integer
  /// A floating-point number, stored or made by a lossy decoder, so it can be NaN or infinite.
  case floatingPoint
}
