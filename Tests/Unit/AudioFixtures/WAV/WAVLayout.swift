/// The fields of a WAV file, correct or not, and the chunks around its samples.
///
/// It starts as a correct file; change the fields that should be wrong:
///
///     let clip = AudioClip.sine()
///     var layout = WAVLayout(for: clip, as: .integer16)
///     layout.sampleRateHz = 0
///     let bytes = layout.bytes(of: clip)
///
/// Written by hand, so that it shares no bug with libsndfile. Sources: "Multimedia Programming
/// Interface and Data Specifications 1.0" (IBM and Microsoft, 1991) for RIFF, "Multiple Channel
/// Audio Data and WAVE Files" (Microsoft, 2001) for the extensible format.
package struct WAVLayout: Sendable, Hashable {
  /// How the samples are stored.
  package let encoding: WAVEncoding
  /// The header's sample rate.
  package var sampleRateHz: UInt32
  /// The header's channel count.
  package var channelCount: UInt16
  /// The header's codec: 1 is PCM, 3 is floating point.
  package var formatTag: UInt16
  /// The header's bits per sample.
  package var bitsPerSample: UInt16
  /// Whether the header is WAVE_FORMAT_EXTENSIBLE; initially true for more than 2 channels.
  package var isExtensible: Bool
  /// The lengths stated in the file.
  package var sizes = DeclaredSizes.actual
  /// Chunks between the header and the samples.
  package var chunksBeforeData: [Chunk] = []
  /// Chunks after the samples.
  package var chunksAfterData: [Chunk] = []
  /// Whether a chunk of odd length is followed by a zero byte, as it must be.
  package var padsOddChunks = true
  /// Bytes after the end of the RIFF chunk, which belong to nothing.
  package var trailingBytes: [UInt8] = []

  /// The lengths that a file states.
  package enum DeclaredSizes: Sendable, Hashable {
    /// The true lengths; those that do not fit 32 bits are 0xFFFFFFFF.
    case actual
    /// This many bytes of samples, whatever the real number.
    case dataBytes(UInt32)
    /// 0xFFFFFFFF everywhere, as written by programs that cannot seek back.
    case streamed
  }

  /// A chunk of a RIFF file.
  package struct Chunk: Sendable, Hashable {
    /// Four ASCII characters.
    package let id: String
    /// Its content.
    package let body: [UInt8]

    /// A chunk from its parts.
    package init(id: String, body: [UInt8]) {
      precondition(id.utf8.count == 4, "a chunk's id has four characters, not \(id)")
      self.id = id
      self.body = body
    }
  }

  /// The layout of a correct file.
  package init(encoding: WAVEncoding, sampleRateHz: UInt32, channelCount: UInt16) {
    self.encoding = encoding
    self.sampleRateHz = sampleRateHz
    self.channelCount = channelCount
    formatTag = encoding.formatTag
    bitsPerSample = UInt16(encoding.bitsPerSample)
    isExtensible = channelCount > 2
  }

  /// The layout of a correct file of a clip.
  package init(for clip: AudioClip, as encoding: WAVEncoding) {
    self.init(
      encoding: encoding, sampleRateHz: UInt32(clip.sampleRateHz),
      channelCount: UInt16(clip.channelCount))
  }

  /// A whole file. The clip's samples are written whatever the header states.
  package func bytes(of clip: AudioClip) -> [UInt8] {
    let data = encoding.bytes(of: clip.interleaved)
    return header(dataByteCount: data.count) + data + trailer(dataByteCount: data.count)
  }
}
