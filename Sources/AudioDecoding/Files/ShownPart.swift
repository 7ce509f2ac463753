/// A part of what libsndfile is shown.
enum ShownPart: Sendable, Hashable {
  /// A range of the file's own bytes.
  case file(Range<Int64>)
  /// Bytes that the file does not have.
  case bytes([UInt8])

  /// Its number of bytes.
  var byteCount: Int64 {
    switch self {
    case .file(let range): Int64(range.count)
    case .bytes(let bytes): Int64(bytes.count)
    }
  }
}
