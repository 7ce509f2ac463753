/// The names of codecs in CAF and AIFF-C ("Apple Core Audio Format Specification", table of format
/// identifiers).
enum AppleCodec {
  /// The name of a codec by its four characters; nil for plain samples, and for four bytes that are
  /// not characters.
  static func name(of characters: some Collection<UInt8>) -> String? {
    guard characters.count == 4, characters.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      return nil
    }
    let identifier = String(decoding: characters, as: UTF8.self)
    switch identifier {
    case "lpcm", "NONE", "sowt", "twos", "raw ", "in24", "in32", "fl32", "FL32", "fl64", "FL64",
      "ulaw", "ULAW", "alaw", "ALAW":
      return nil
    case "alac": return "ALAC"
    case "aac ", "aach", "aacp", "aacl", "aace": return "AAC"
    case "opus": return "Opus"
    case "flac": return "FLAC"
    case ".mp1", ".mp2", ".mp3": return "MP\(identifier.suffix(1))"
    case "ac-3": return "AC-3"
    case "ec-3": return "Enhanced AC-3"
    case "ima4": return "IMA ADPCM"
    case "MAC3", "MAC6": return "MACE \(identifier.suffix(1))"
    case "QDMC", "QDM2": return "QDesign Music"
    case "Qclp": return "QCELP"
    case "samr": return "AMR"
    case "ilbc": return "iLBC"
    case "agsm", "GSM ": return "GSM 6.10"
    default: return "the codec \u{201C}\(identifier)\u{201D}"
    }
  }
}
