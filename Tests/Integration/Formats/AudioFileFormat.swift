import AudioFixtures
import Testing

/// A kind of file that the fixtures can write, by hand or through libsndfile.
enum AudioFileFormat: Sendable, Hashable, CustomTestStringConvertible {
  case wav(WAVEncoding)
  case sndfile(SndfileEncoding)

  static let all = WAVEncoding.allCases.map(wav) + SndfileEncoding.allCases.map(sndfile)
  static let lossless = all.filter { !$0.isLossy }
  static let lossy = all.filter(\.isLossy)

  var testDescription: String {
    switch self {
    case .wav(let encoding): "WAV, \(encoding.rawValue)"
    case .sndfile(let encoding): encoding.rawValue
    }
  }

  /// The name of a file of this kind.
  func name(_ stem: String) -> String {
    switch self {
    case .wav(let encoding): "\(stem)-\(encoding.rawValue).wav"
    case .sndfile(let encoding): "\(stem)-\(encoding.rawValue).\(encoding.fileExtension)"
    }
  }

  /// The bits per integer sample; nil if it stores floats or is lossy.
  var integerBits: Int? {
    switch self {
    case .wav(.float32), .wav(.float64): nil
    case .wav(let encoding): encoding.bitsPerSample
    case .sndfile(let encoding): encoding.integerBits
    }
  }

  /// Whether its samples differ from those written.
  var isLossy: Bool {
    if case .sndfile(let encoding) = self { encoding.isLossy } else { false }
  }

  /// Whether it stores 16-bit integers, or anything wider, exactly.
  var holds16Bits: Bool { !isLossy && integerBits ?? 32 >= 16 }

  /// Writes a clip and returns the path of the file.
  func write(_ clip: AudioClip, as stem: String, in folder: TemporaryFolder) throws -> String {
    switch self {
    case .wav(let encoding): try folder.file(name(stem), clip, as: encoding)
    case .sndfile(let encoding): try folder.file(name(stem), clip, as: encoding)
    }
  }
}
