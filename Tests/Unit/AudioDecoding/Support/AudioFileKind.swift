import AudioFixtures
import Testing

/// A kind of file that the tests create.
enum AudioFileKind: Hashable, Sendable, CustomTestStringConvertible {
  case wav(WAVEncoding)
  case sndfile(SndfileEncoding)

  static let all: [Self] =
    WAVEncoding.allCases.map { .wav($0) } + SndfileEncoding.allCases.map { .sndfile($0) }
  static let lossless = all.filter { !$0.isLossy }
  static let lossy = all.filter(\.isLossy)
  static let sixteenBit: [Self] = [
    .wav(.integer8), .wav(.integer16), .sndfile(.flac16), .sndfile(.aiff16), .sndfile(.au16),
    .sndfile(.caf16), .sndfile(.w64), .sndfile(.rf64),
  ]
  static let mp3: [Self] = [.sndfile(.mp3Constant), .sndfile(.mp3Variable)]
  static let ogg: [Self] = [.sndfile(.vorbis), .sndfile(.opus)]
  /// The kinds in which bytes and samples are proportional throughout the file.
  static let uncompressed = lossless.filter { $0 != .sndfile(.flac16) && $0 != .sndfile(.flac24) }

  var isLossy: Bool {
    if case .sndfile(let encoding) = self { encoding.isLossy } else { false }
  }

  var fileName: String {
    switch self {
    case .wav: "sound.wav"
    case .sndfile(let encoding): "sound.\(encoding.fileExtension)"
    }
  }

  var testDescription: String {
    switch self {
    case .wav(let encoding): "WAV \(encoding)"
    case .sndfile(let encoding): "\(encoding)"
    }
  }

  /// Two channels of audio at a rate that the kind supports; it grows louder and never repeats.
  func clip(frames: Int = 30_000) -> AudioClip {
    let rate = self == .sndfile(.opus) ? 48_000 : 44_100
    let noise = AudioClip.noise(
      amplitude: 0.5, frames: frames, sampleRateHz: rate, channelCount: 2)
    let quiet = noise.cut(to: 0..<(frames / 2)).amplified(by: 0.01)
    return quiet.followed(by: noise.cut(to: (frames / 2)..<frames))
  }

  /// What a file of the clip stores if only its bit depth loses information.
  func stored(_ clip: AudioClip) -> AudioClip {
    switch self {
    case .wav(.integer8): clip.quantized(toBits: 8)
    case .wav(.integer16): clip.quantized(toBits: 16)
    // A Float has no more than 24 bits anyway.
    case .wav(.integer24): clip.quantized(toBits: 24)
    // More bits than a Float has; the quietest samples have still lower bits.
    case .wav(.integer32): clip.mapped { (Double($0) * 0x1p31).rounded(.toNearestOrEven) / 0x1p31 }
    case .wav(.float32), .wav(.float64): clip
    case .sndfile(let encoding): encoding.integerBits.map { clip.quantized(toBits: $0) } ?? clip
    }
  }

  /// Writes the clip and returns the path.
  @discardableResult
  func write(_ clip: AudioClip, in folder: TemporaryFolder) throws -> String {
    switch self {
    case .wav(let encoding): try folder.file(fileName, clip, as: encoding)
    case .sndfile(let encoding): try folder.file(fileName, clip, as: encoding)
    }
  }

  /// The bytes of a file of the clip.
  func bytes(of clip: AudioClip, in folder: TemporaryFolder) throws -> [UInt8] {
    try write(clip, in: folder)
    return try folder.bytes(of: fileName)
  }
}

extension AudioClip {
  /// The clip with a function applied to each sample.
  fileprivate func mapped(_ transform: (Float) -> Double) -> AudioClip {
    AudioClip(
      sampleRateHz: sampleRateHz, channels: channels.map { $0.map { Float(transform($0)) } })
  }
}
