import MasteringModel

/// Where Ogg begins in a file in which something else comes first, as in the saved answer of a server.
enum OggStart {
  /// How far to look, as for MPEG audio (AUD-25).
  static let reach = 65_536

  /// The offset of the first page that starts a stream, which its checksum confirms; nil if there is
  /// none nearby, and in an archive or another such file, of which Ogg is only a part.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func offset(
    _ reader: inout BlockReader, after start: Int64
  ) throws(AudioFailure) -> Int64? {
    guard try OtherFile.name(&reader, at: start) == nil else { return nil }
    return try next(&reader, after: start)
  }

  /// The same without a look at what comes first.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func next(
    _ reader: inout BlockReader, after start: Int64
  ) throws(AudioFailure) -> Int64? {
    let head = try reader.bytes(reach + 4, at: start)
    var buffer: [UInt8] = []
    var failures = 0
    var index = 0
    while let next = head[index...].firstIndex(of: UInt8(ascii: "O")) {
      index = next + 1
      guard head.hasText("OggS", at: next) else { continue }
      let place = start + Int64(next)
      if let page = try reader.oggPage(at: place, using: &buffer), page.startsStream {
        return place
      }
      // Each costs a checksum.
      failures += 1
      if failures > 100 { break }
    }
    return nil
  }
}
