import CSndfile

/// A kind of file that libsndfile writes.
package enum SndfileEncoding: String, Sendable, Hashable, CaseIterable {
  /// FLAC.
  case flac16, flac24
  /// AIFF, big-endian.
  case aiff16, aiff24
  /// Sun/NeXT, big-endian.
  case au16, auFloat32
  /// Apple's Core Audio Format.
  case caf16, cafFloat32
  /// Sony Wave64, and RIFF with 64-bit lengths (EBU Tech 3306); 16 bits.
  case w64, rf64
  /// Ogg with Vorbis, of any rate.
  case vorbis
  /// Ogg with Opus; only of 8, 12, 16, 24 or 48 kHz.
  case opus
  /// MPEG layer III of constant or variable bit rate; one or two channels, at most 48 kHz.
  case mp3Constant, mp3Variable

  /// The usual file name extension, without the dot.
  package var fileExtension: String {
    switch self {
    case .flac16, .flac24: "flac"
    case .aiff16, .aiff24: "aiff"
    case .au16, .auFloat32: "au"
    case .caf16, .cafFloat32: "caf"
    case .w64: "w64"
    case .rf64: "rf64"
    case .vorbis: "ogg"
    case .opus: "opus"
    case .mp3Constant, .mp3Variable: "mp3"
    }
  }

  /// The bits of its integer samples; nil if it stores floats or is lossy.
  package var integerBits: Int? {
    switch self {
    case .flac16, .aiff16, .au16, .caf16, .w64, .rf64: 16
    case .flac24, .aiff24: 24
    case .auFloat32, .cafFloat32, .vorbis, .opus, .mp3Constant, .mp3Variable: nil
    }
  }

  /// Whether decoding changes the samples.
  package var isLossy: Bool {
    switch self {
    case .vorbis, .opus, .mp3Constant, .mp3Variable: true
    default: false
    }
  }

  var sndfileFormat: Int {
    switch self {
    case .flac16: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
    case .flac24: SF_FORMAT_FLAC | SF_FORMAT_PCM_24
    case .aiff16: SF_FORMAT_AIFF | SF_FORMAT_PCM_16
    case .aiff24: SF_FORMAT_AIFF | SF_FORMAT_PCM_24
    case .au16: SF_FORMAT_AU | SF_FORMAT_PCM_16
    case .auFloat32: SF_FORMAT_AU | SF_FORMAT_FLOAT
    case .caf16: SF_FORMAT_CAF | SF_FORMAT_PCM_16
    case .cafFloat32: SF_FORMAT_CAF | SF_FORMAT_FLOAT
    case .w64: SF_FORMAT_W64 | SF_FORMAT_PCM_16
    case .rf64: SF_FORMAT_RF64 | SF_FORMAT_PCM_16
    case .vorbis: SF_FORMAT_OGG | SF_FORMAT_VORBIS
    case .opus: SF_FORMAT_OGG | SF_FORMAT_OPUS
    case .mp3Constant, .mp3Variable: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
    }
  }

  var bitrateMode: Int? {
    switch self {
    case .mp3Constant: SF_BITRATE_MODE_CONSTANT
    case .mp3Variable: SF_BITRATE_MODE_VARIABLE
    default: nil
    }
  }
  /// The default compression; nil if libsndfile has its own.
  var usualCompression: Double? {
    // Slightly less than (320 − 192) / 288, because libsndfile rounds the rate down.
    bitrateMode == nil ? nil : 0.4444
  }
}
