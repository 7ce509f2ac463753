internal import MasteringModel

/// WAV and RF64 files: "Multimedia Programming Interface and Data Specifications 1.0" (IBM and
/// Microsoft, 1991), EBU Tech 3306.
enum RIFF {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64, _ depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    let head = try reader.bytes(12, at: start)
    let order: ByteOrder = head.hasText("RIFX", at: 0) ? .big : .little
    let isRF64 = head.hasText("RF64", at: 0)
    let end = reader.file.sizeBytes
    var survey = ContainerSurvey(kind: isRF64 ? .rf64 : .wav, shown: start..<end)
    let chunks = try reader.chunks(from: start + 12, order, through: "data")

    var codec: UInt16?
    if let chunk = chunks.first(where: { $0.isNamed("fmt ") }) {
      let body = try reader.bytes(16, at: chunk.bodyStart)
      codec = body.number(at: 0, order)
      survey.channels = body.number(UInt16.self, at: 2, order).map { Int($0) }
      survey.sampleRateHz = body.number(UInt32.self, at: 4, order).map { Int($0) }
    }
    guard let data = chunks.last, data.isNamed("data") else { return survey }
    // MPEG audio in a RIFF coat, which libsndfile does not find its way in.
    if codec == 0x55 {
      let dataEnd = min(end, data.bodyStart + Int64(data.byteCount))
      return try MPEGFrames.survey(
        &reader, in: data.bodyStart..<dataEnd, isAfterTag: false, depth: depth)
    }

    let riffByteCount: UInt32 = head.number(at: 4, order) ?? 0
    let isLast = start + 8 + Int64(riffByteCount) <= data.bodyStart || riffByteCount == .max
    let extent: SampleExtent
    if isRF64, let sizes = chunks.first(where: { $0.isNamed("ds64") }) {
      // The lengths of the file, of the samples, and the count of frames, 64 bits each.
      let field = sizes.bodyStart + 8
      let declared: UInt64 = try reader.bytes(8, at: field).number(at: 0, .little) ?? 0
      extent = SampleExtent(
        declared: Int64(bitPattern: declared), bits: 64, start: data.bodyStart, end: end,
        isLastByHeader: isLast)
      if extent.declaredByteCount == nil {
        survey.patches = [
          BytePatch(offset: field, bytes: Array(UInt64(extent.followingByteCount), .little))
        ]
      }
    } else {
      extent = SampleExtent(
        declared: Int64(data.byteCount), bits: 32, start: data.bodyStart, end: end,
        isLastByHeader: isLast)
      if extent.declaredByteCount == nil {
        let following = UInt32(clamping: min(extent.followingByteCount, 0xFFFF_FFFE))
        survey.patches = [
          BytePatch(offset: data.lengthOffset, bytes: Array(following, order))
        ]
      }
    }
    survey.setLength(extent)
    return survey
  }
}
