import CSndfile
import MasteringModel

/// Facts about a codec beyond libsndfile's number for it.
struct SndfileCodec: Sendable, Hashable {
  /// libsndfile's number.
  let number: Int

  /// How it stores a sample.
  var encoding: SampleEncoding {
    switch number {
    case SF_FORMAT_PCM_16, SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ALAC_16: .integer16
    case SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_ALAC_20, SF_FORMAT_ALAC_24,
      SF_FORMAT_ALAC_32:
      .integer
    default: .floatingPoint
    }
  }

  /// The bytes per sample; nil if blocks of samples are packed.
  var bytesPerSample: Int? {
    switch number {
    case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ULAW, SF_FORMAT_ALAW: 1
    case SF_FORMAT_PCM_16: 2
    case SF_FORMAT_PCM_24: 3
    case SF_FORMAT_PCM_32, SF_FORMAT_FLOAT: 4
    case SF_FORMAT_DOUBLE: 8
    default: nil
    }
  }

  /// The number of frames for a length; nil if unknown.
  ///
  /// - Parameter decodedFrames: libsndfile's count of the frames that exist; nil if it has none.
  func frames(_ length: DeclaredLength, channels: Int, decodedFrames: Int?) -> Int? {
    switch length {
    case .unknown: return nil
    case .asDecoded: return decodedFrames
    case .frames(let frames): return frames
    case .bytes(let declared, let present):
      guard declared > present else { return decodedFrames }
      if let bytesPerSample { return Int(declared) / (bytesPerSample * channels) }
      // ALAC has a packet table, from which libsndfile computes the expected count; in the others,
      // blocks of samples have equal length.
      if isALAC { return decodedFrames }
      let share = Double(declared) / Double(max(1, present))
      return decodedFrames.map { Int(min(Double($0) * share, 0x1p62)) }
    }
  }

  /// Whether the samples at a position are the same to the last bit after a seek as after reading
  /// from the start.
  ///
  /// Not in Opus, whose decoder converges to the same state but need not reach it, nor in Vorbis,
  /// where libsndfile is off by up to a page near the end.
  var seeksExactly: Bool {
    bytesPerSample != nil || isALAC || number == SF_FORMAT_MPEG_LAYER_II
      || number == SF_FORMAT_MPEG_LAYER_III
  }

  /// How many frames before a position libsndfile seeks to; they are decoded and dropped.
  ///
  /// One second was enough for Opus at every position in five files, and for Vorbis, whose pages
  /// are seldom longer; twice that is used.
  var prerollFrames: Int {
    number == SF_FORMAT_OPUS || number == SF_FORMAT_VORBIS ? 96_000 : 0
  }

  /// Whether it is Apple's lossless codec.
  var isALAC: Bool {
    [SF_FORMAT_ALAC_16, SF_FORMAT_ALAC_20, SF_FORMAT_ALAC_24, SF_FORMAT_ALAC_32].contains(number)
  }
}
