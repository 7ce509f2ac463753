import MasteringModel

/// What is known of Windows Media files without FFmpeg.
enum ASF {
  /// The play duration that the header declares, in seconds; nil if it declares none, as a live stream's.
  ///
  /// Source: Advanced Systems Format specification, 3.1 and 3.2.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func playSeconds(of file: RegularFile) throws(AudioFailure) -> Double? {
    var reader = BlockReader(file)
    var place: Int64 = 30
    // No header has this many objects; the limit is for malicious ones.
    for _ in 0..<1000 where place < file.sizeBytes {
      let object = try reader.bytes(104, at: place)
      if object.starts(with: fileProperties) { return playSeconds(object) }
      guard let size: UInt64 = object.number(at: 16, .little), size >= 24,
        let length = Int64(exactly: size), length <= file.sizeBytes - place
      else { return nil }
      place += length
    }
    return nil
  }

  private static func playSeconds(_ properties: [UInt8]) -> Double? {
    guard let ticks: UInt64 = properties.number(at: 64, .little),
      let prerollMilliseconds: UInt64 = properties.number(at: 80, .little),
      let flags: UInt32 = properties.number(at: 88, .little), flags & isBroadcast == 0
    else { return nil }
    // The duration is in units of 100 ns, and includes the preroll.
    let seconds = Double(ticks) / 1e7 - Double(prerollMilliseconds) / 1000
    return seconds > 0 ? seconds : nil
  }

  /// The id of the object of the file's properties, 8CABDCA1-A947-11CF-8EE4-00C00C205365.
  private static let fileProperties: [UInt8] = [
    0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65,
  ]
  /// The flag of a file whose properties were not known when it was begun.
  private static let isBroadcast: UInt32 = 1
}
