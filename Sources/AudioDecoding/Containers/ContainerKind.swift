import CSndfile

/// The container formats that are read.
///
/// libsndfile supports more, including some that it recognises by as little as two bytes; those are
/// not used.
enum ContainerKind: Sendable, Hashable {
  case wav, rf64, w64, aiff, au, caf, flac, ogg, mpeg

  /// The kind of a file by its first bytes; nil for MPEG, which has no signature, and for formats
  /// that are not read.
  init?(firstBytes bytes: [UInt8]) {
    if bytes.hasText("RIFF", at: 0) || bytes.hasText("RIFX", at: 0), bytes.hasText("WAVE", at: 8) {
      self = .wav
    } else if bytes.hasText("RF64", at: 0) || bytes.hasText("BW64", at: 0),
      bytes.hasText("WAVE", at: 8)
    {
      self = .rf64
    } else if bytes.starts(with: W64.riff) {
      self = .w64
    } else if bytes.hasText("FORM", at: 0),
      bytes.hasText("AIFF", at: 8) || bytes.hasText("AIFC", at: 8)
    {
      self = .aiff
    } else if bytes.hasText(".snd", at: 0) || bytes.hasText("dns.", at: 0) {
      self = .au
    } else if bytes.hasText("caff", at: 0), bytes.hasText("desc", at: 8) {
      self = .caf
    } else if bytes.hasText("fLaC", at: 0) {
      self = .flac
    } else if bytes.hasText("OggS", at: 0) {
      self = .ogg
    } else {
      return nil
    }
  }

  /// libsndfile's numbers for the kind.
  var sndfileFormats: [Int] {
    switch self {
    case .wav: [SF_FORMAT_WAV, SF_FORMAT_WAVEX]
    case .rf64: [SF_FORMAT_RF64]
    case .w64: [SF_FORMAT_W64]
    case .aiff: [SF_FORMAT_AIFF]
    case .au: [SF_FORMAT_AU]
    case .caf: [SF_FORMAT_CAF]
    case .flac: [SF_FORMAT_FLAC]
    case .ogg: [SF_FORMAT_OGG]
    case .mpeg: [SF_FORMAT_MPEG]
    }
  }
}
