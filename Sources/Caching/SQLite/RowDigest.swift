import MasteringModel

/// The digest of a row's content: it detects damage, not manipulation.
struct RowDigest {
  private var bytes = FNV1a()

  /// The digest of a row's key so far.
  init(of key: FingerprintKey) {
    combine(key.identity.path)
    combine(UInt64(bitPattern: key.identity.sizeBytes))
    combine(UInt64(bitPattern: key.identity.modifiedAtNanoseconds))
    combine((key.window.seconds ?? 0).bitPattern)
    combine(key.allowsPartialAudio ? 1 : 0)
    combine(key.definition)
  }

  var value: UInt64 { bytes.value }

  mutating func combine(_ word: UInt64) {
    var word = word
    for _ in 0..<8 {
      bytes.combine(UInt8(truncatingIfNeeded: word))
      word >>= 8
    }
  }

  /// The length first, so that neighbouring texts cannot be confused.
  mutating func combine(_ text: String) {
    combine(UInt64(text.utf8.count))
    for byte in text.utf8 { bytes.combine(byte) }
  }
}
