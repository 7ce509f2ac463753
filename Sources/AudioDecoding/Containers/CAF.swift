import MasteringModel

/// Apple's Core Audio Format: chunks of four characters and a length of 64 bits, high bytes first.
enum CAF {
  private static let headByteCount: Int64 = 8
  private static let chunkHeaderByteCount: Int64 = 12
  /// The samples follow a count of edits.
  private static let editCountByteCount: Int64 = 4

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
    var survey = ContainerSurvey(kind: .caf, shown: range)
    var offset = start + headByteCount
    var hasSamples = false
    var isPCM = false
    for _ in 0..<1000 {
      guard let chunk = try chunk(&reader, at: offset) else { break }
      let bodyStart = offset + chunkHeaderByteCount
      if chunk.id.hasText("desc", at: 0) {
        let body = try reader.bytes(32, at: bodyStart)
        survey.sampleRateHz = body.number(UInt64.self, at: 0, .big).map {
          let rate = Double(bitPattern: $0).rounded()
          return rate >= 0 ? Int(exactly: min(rate, Double(UInt32.max))) ?? 0 : 0
        }
        survey.channels = body.number(UInt32.self, at: 24, .big).map { Int($0) }
        survey.codecName = AppleCodec.name(of: body.dropFirst(8).prefix(4))
        isPCM = body.hasText("lpcm", at: 8)
      }
      // libsndfile refuses the whole file for a table of packets that PCM does not need, and for texts
      // without their count.
      if isPCM && chunk.id.hasText("pakt", at: 0)
        || chunk.id.hasText("info", at: 0) && chunk.byteCount < 4
      {
        survey.patches.append(BytePatch(offset: offset, bytes: Array("free".utf8)))
      }
      if chunk.id.hasText("chan", at: 0) {
        try survey.adoptLayout(&reader, at: bodyStart, byteCount: chunk.byteCount)
      }
      if chunk.id.hasText("data", at: 0), !hasSamples {
        hasSamples = true
        let samplesStart = bodyStart + editCountByteCount
        // If SoX cannot seek back, it declares no length, writes the whole header a second time,
        // and a third time at the end.
        if !isRepeated, try startsFile(&reader, at: samplesStart) {
          let last = end - (samplesStart - start)
          let hasThird = try last > samplesStart ? startsFile(&reader, at: last) : false
          return try self.survey(
            &reader, in: samplesStart..<(hasThird ? last : end), isRepeated: true)
        }
        let extent = SampleExtent(
          declared: chunk.byteCount < 0 ? -1 : max(0, chunk.byteCount - editCountByteCount),
          bits: 64, start: samplesStart, end: end,
          isLastByHeader: try !isChunk(&reader, at: samplesStart))
        // libsndfile refuses a file with missing samples, so it is shown only those that exist.
        if extent.presentByteCount != extent.declaredByteCount {
          let present = UInt64(extent.presentByteCount + editCountByteCount)
          survey.patches.append(BytePatch(offset: offset + 4, bytes: Array(present, .big)))
        }
        survey.setLength(extent)
        guard extent.declaredByteCount != nil else { break }
      }
      guard chunk.byteCount >= 0, chunk.byteCount <= end - bodyStart else { break }
      offset = bodyStart + chunk.byteCount
    }
    return survey
  }

  private static func chunk(
    _ reader: inout BlockReader, at offset: Int64
  ) throws(AudioFailure) -> (id: [UInt8], byteCount: Int64)? {
    let header = try reader.bytes(Int(chunkHeaderByteCount), at: offset)
    guard let byteCount: UInt64 = header.number(at: 4, .big) else { return nil }
    return (Array(header[..<4]), Int64(bitPattern: byteCount))
  }

  /// Whether a file of this format starts there.
  private static func startsFile(
    _ reader: inout BlockReader, at offset: Int64
  ) throws(AudioFailure) -> Bool {
    ContainerKind(firstBytes: try reader.bytes(16, at: offset)) == .caf
  }

  /// Whether there can be a chunk: a name in letters, and a length that fits into the file.
  private static func isChunk(
    _ reader: inout BlockReader, at offset: Int64
  ) throws(AudioFailure) -> Bool {
    guard let chunk = try chunk(&reader, at: offset) else { return false }
    let isName = chunk.id.allSatisfy { (0x20..<0x7F).contains($0) }
    let rest = reader.file.sizeBytes - offset - chunkHeaderByteCount
    return isName && (0...max(0, rest)).contains(chunk.byteCount)
  }
}
