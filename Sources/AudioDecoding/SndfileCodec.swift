import CSndfile
import MasteringModel

/// What has to be known of a codec beyond libsndfile's number for it.
struct SndfileCodec: Sendable, Hashable {
  /// libsndfile's number.
  let number: Int

  /// How it keeps a sample.
  var encoding: SampleEncoding {
    switch number {
    case SF_FORMAT_PCM_16, SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ALAC_16: .integer16
    case SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_ALAC_20, SF_FORMAT_ALAC_24,
      SF_FORMAT_ALAC_32:
      .integer
    default: .floatingPoint
    }
  }

  /// The bytes of a sample where all have as many; nil where blocks of samples are packed together.
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

  /// How many frames a length comes to; nil where it is unknown.
  ///
  /// - Parameter decodedFrames: libsndfile's count, which is of what is there; nil where it has none.
  func frames(_ length: DeclaredLength, channels: Int, decodedFrames: Int?) -> Int? {
    switch length {
    case .unknown: return nil
    case .asDecoded: return decodedFrames
    case .frames(let frames): return frames
    case .bytes(let declared, let present):
      guard declared > present else { return decodedFrames }
      if let bytesPerSample { return Int(declared) / (bytesPerSample * channels) }
      // ALAC has a table of its packets, by which libsndfile counts what should be there; in the
      // others, blocks of samples are of equal length.
      if isALAC { return decodedFrames }
      let share = Double(declared) / Double(max(1, present))
      return decodedFrames.map { Int(min(Double($0) * share, 0x1p62)) }
    }
  }

  /// Whether the samples at a place are the same, to the last bit, whether it was looked for or
  /// reached by reading from the start.
  ///
  /// Not so in Opus, whose decoder comes ever nearer to the same state, but need not reach it, and
  /// in Vorbis, in which libsndfile is off by up to a page near the end.
  var seeksExactly: Bool {
    bytesPerSample != nil || isALAC || number == SF_FORMAT_MPEG_LAYER_II
      || number == SF_FORMAT_MPEG_LAYER_III
  }

  /// How many frames before a place libsndfile is sent, to be decoded and dropped.
  ///
  /// One second was enough for Opus at every place of five files, and for Vorbis, whose pages are
  /// seldom longer; twice that is taken.
  var prerollFrames: Int {
    number == SF_FORMAT_OPUS || number == SF_FORMAT_VORBIS ? 96_000 : 0
  }

  private var isALAC: Bool {
    [SF_FORMAT_ALAC_16, SF_FORMAT_ALAC_20, SF_FORMAT_ALAC_24, SF_FORMAT_ALAC_32].contains(number)
  }
}
