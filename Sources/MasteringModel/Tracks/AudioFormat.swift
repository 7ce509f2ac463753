/// What an open audio file says of itself.
public struct AudioFormat: Sendable, Hashable {
  /// Samples per second of one channel, in Hz.
  public let sampleRateHz: Int
  /// How many channels a frame has.
  public let channels: Int
  /// How many frames the file holds by its own account; nil when it does not say or its word is a
  /// guess, and never more than ``mostFrames``. The only way to know for certain is to read to the end.
  public let declaredFrames: Int?
  /// How the file keeps a sample.
  public let encoding: SampleEncoding
  /// Whether a second stream on the same file, moved to a frame, gives exactly the samples that
  /// reading on from the start gives there.
  public let seeksExactly: Bool
  /// The container and codec in words, as in `FLAC (Free Lossless Audio Codec)`.
  public let name: String
  /// Where the loudspeaker of each channel stands, in the order of the channels in a frame.
  public let channelLayout: ChannelLayout
  /// Whether it is known from the file's headers that some of the audio they announce is missing.
  public let isKnownDamaged: Bool

  /// The most frames that are believed of a file: 46 years at 192 kHz. Their bytes can be counted.
  public static let mostFrames = 1 << 48

  /// A format from its parts.
  ///
  /// - Parameters:
  ///   - declaredFrames: held within 0 and ``mostFrames``.
  ///   - channelLayout: the places of the channels; nil for those that this many channels usually have.
  ///   - isKnownDamaged: whether the headers announce audio that the file does not have.
  public init(
    sampleRateHz: Int, channels: Int, declaredFrames: Int?, encoding: SampleEncoding,
    seeksExactly: Bool, name: String, channelLayout: ChannelLayout? = nil,
    isKnownDamaged: Bool = false
  ) {
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.declaredFrames = declaredFrames.map { min(max($0, 0), Self.mostFrames) }
    self.encoding = encoding
    self.seeksExactly = seeksExactly
    self.name = name
    self.channelLayout = channelLayout ?? .usual(channels: channels)
    self.isKnownDamaged = isKnownDamaged
  }

  /// How long the file is by its own account, in seconds.
  public var declaredSeconds: Double? {
    declaredFrames.map { Double($0) / Double(sampleRateHz) }
  }
}

/// How an audio file keeps a sample.
public enum SampleEncoding: Sendable, Hashable {
  /// A whole number that 16 bits hold exactly.
  case integer16
  /// A wider whole number.
  case integer
  /// A floating-point number, stored or made by a lossy decoder, so NaN and infinities can turn up.
  case floatingPoint
}
