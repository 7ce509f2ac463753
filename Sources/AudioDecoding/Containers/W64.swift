import MasteringModel

/// Sony Wave64 files: RIFF with GUIDs for names, and lengths of 64 bits that count the chunk's
/// header; chunks start at multiples of 8.
enum W64 {
  /// The GUID at the start.
  static let riff: [UInt8] =
    Array("riff".utf8) + [
      0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00,
    ]
  private static let headByteCount: Int64 = 40
  private static let chunkHeaderByteCount: Int64 = 24

  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> ContainerSurvey? {
    try survey(&reader, in: start..<reader.file.sizeBytes, isRepeated: false)
  }

  private static func survey(
    _ reader: inout BlockReader, in range: Range<Int64>, isRepeated: Bool
  ) throws(AudioFailure) -> ContainerSurvey? {
    let (start, end) = (range.lowerBound, range.upperBound)
    var survey = ContainerSurvey(kind: .w64, shown: range)
    let fileByteCount: UInt64 = try reader.bytes(8, at: start + 16).number(at: 0, .little) ?? 0
    var offset = start + headByteCount
    for _ in 0..<1000 {
      let header = try reader.bytes(Int(chunkHeaderByteCount), at: offset)
      guard let field: UInt64 = header.number(at: 16, .little) else { break }
      let byteCount = Int64(bitPattern: field)
      let bodyStart = offset + chunkHeaderByteCount
      if header.hasText("fmt ", at: 0) {
        let body = try reader.bytes(16, at: bodyStart)
        survey.codecName = body.number(UInt16.self, at: 0, .little)
          .flatMap { WAVECodec.foreignName(of: $0) }
        survey.channels = body.number(UInt16.self, at: 2, .little).map { Int($0) }
        survey.sampleRateHz = body.number(UInt32.self, at: 4, .little).map { Int($0) }
      }
      if header.hasText("data", at: 0) {
        // If SoX cannot seek back, it leaves 23 here, writes the whole header a second time, and a
        // third time at the end.
        if !isRepeated, try reader.bytes(16, at: bodyStart) == riff {
          let last = end - (bodyStart - start)
          let hasThird = try last > bodyStart ? reader.bytes(16, at: last) == riff : false
          return try self.survey(
            &reader, in: bodyStart..<(hasThird ? last : end), isRepeated: true)
        }
        let extent = SampleExtent(
          declared: byteCount < 0 ? -1 : max(0, byteCount - chunkHeaderByteCount), bits: 64,
          start: bodyStart, end: end,
          isLastByHeader: fileByteCount <= UInt64(bodyStart - start))
        if extent.declaredByteCount == nil {
          let following = UInt64(extent.followingByteCount + chunkHeaderByteCount)
          survey.patches = [BytePatch(offset: offset + 16, bytes: Array(following, .little))]
        }
        survey.setLength(extent)
        break
      }
      // Lengths below that of the header itself are invalid.
      guard byteCount >= chunkHeaderByteCount, byteCount <= end - offset else { break }
      offset += (byteCount + 7) / 8 * 8
    }
    return survey
  }
}
