/// The numbers of codecs in WAV files ("Multiple Media Codec Format Registration", RFC 2361).
enum WAVECodec {
  /// The name of a codec that libsndfile does not support; nil for those that it does.
  static func foreignName(of number: UInt16) -> String? {
    switch number {
    // Integers, floats, A-law, µ-law, two kinds of ADPCM, GSM 6.10, MPEG layers 1 to 3.
    case 0x1, 0x2, 0x3, 0x6, 0x7, 0x11, 0x31, 0x50, 0x55: nil
    // G.721 and G.723 in the variants that libsndfile supports.
    case 0x14, 0x38, 0x40, 0x64: nil
    // The extensible form without its extension.
    case 0xFFFE: nil
    case 0x22: "TrueSpeech"
    case 0x45: "G.726 ADPCM"
    case 0x92: "AC-3 (S/PDIF)"
    case 0xFF, 0x706D, 0x1600, 0x1602, 0x1610, 0xA106: "AAC"
    case 0x130: "ACELP"
    case 0x160: "Windows Media Audio 1"
    case 0x161: "Windows Media Audio 2"
    case 0x162: "Windows Media Audio Professional"
    case 0x163: "Windows Media Audio Lossless"
    case 0x270: "ATRAC3"
    case 0x2000: "AC-3"
    case 0x2001: "DTS"
    case 0x674F, 0x6750, 0x6751, 0x676F, 0x6770, 0x6771: "Vorbis"
    case 0x5756: "WavPack"
    case 0xF1AC: "FLAC"
    default: "codec 0x" + String(number, radix: 16, uppercase: true)
    }
  }
}
