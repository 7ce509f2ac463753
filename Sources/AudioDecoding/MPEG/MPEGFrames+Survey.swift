internal import MasteringModel

extension MPEGFrames {
  /// Streams up to this length are looked over when they are opened, which takes about a
  /// millisecond for 4 MB, so that their length is known.
  private static let quicklyVerifiedByteCount: Int64 = 16_777_216

  /// The survey of what may be MPEG audio in a part of a file; nil where it is none.
  ///
  /// - Parameters:
  ///   - isAfterTag: whether a tag before it makes it likely, so that something else may stand
  ///     before the first frame.
  ///   - depth: how much the Xing header is trusted. A header that is trusted, because it agrees
  ///     with the size of the file, saves reading the stream to know its length.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, in range: Range<Int64>, isAfterTag: Bool, depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    guard range.upperBound > range.lowerBound else { return nil }
    let end = try MPEGTail.start(&reader, in: range)
    guard
      let (start, first) = try firstFrame(
        &reader, in: range.lowerBound..<end, isAfterTag: isAfterTag)
    else { return nil }
    let xing = XingHeader(frame: try reader.bytes(first.byteCount, at: start), first)

    var survey = ContainerSurvey(kind: .mpeg, shown: start..<end)
    survey.sampleRateHz = first.kind.sampleRateHz
    survey.mpegTiming = MPEGTiming(first: first, xing: xing)
    var frames = MPEGFrames(
      file: reader.file, range: start..<end, kind: first.kind, startsWithXingHeader: xing != nil)
    let shownByteCount = end - start
    let isByteCountRight =
      xing?.byteCount.map { abs(Int64($0) - shownByteCount) <= shownByteCount / 100 } ?? true
    let isQuick = shownByteCount <= quicklyVerifiedByteCount
    let isVerified =
      switch depth {
      case .forDecoding: isQuick || !isByteCountRight
      case .forTags: isQuick && (xing?.frameCount == nil || !isByteCountRight)
      }
    if isVerified { try frames.verify(through: .max) }
    survey.verifier = frames

    var foundFrames: Int?
    if case .complete(let frames) = frames.verdict { foundFrames = frames }
    if let xing, let frameCount = xing.frameCount {
      // libmpg123 stops at the number of frames it was told. Files put together of several have
      // the first one's number.
      let foundCount = foundFrames.flatMap { UInt32(exactly: $0 / first.kind.frameCount) }
      survey.isBroken = frames.verdict == .broken || foundCount.map { $0 < frameCount } ?? false
      if let foundCount, foundCount > frameCount {
        survey.patches.append(
          BytePatch(
            offset: start + Int64(xing.frameCountOffset), bytes: Array(foundCount, .big)))
      }
    } else {
      // Without the number it takes the length of the first frame for that of all.
      survey.hidesLength = true
      survey.length = foundFrames.map { .frames($0) } ?? .unknown
    }
    if let xing, xing.byteCount != nil, let byteCount = UInt32(exactly: shownByteCount) {
      // It remarks on the standard error stream on a number that is more than 1 % off.
      survey.patches.append(
        BytePatch(offset: start + Int64(xing.byteCountOffset), bytes: Array(byteCount, .big)))
    }
    return survey
  }

  /// The first frame that is followed by another of its kind, or by the end.
  private static func firstFrame(
    _ reader: inout BlockReader, in range: Range<Int64>, isAfterTag: Bool
  ) throws(AudioFailure) -> (offset: Int64, MPEGFrameHeader)? {
    // libmpg123 looks as far for one.
    let latest = min(range.upperBound, range.lowerBound + 65_536)
    for offset in range.lowerBound..<latest {
      guard let bits = try reader.bigEndianUInt32(at: offset) else { return nil }
      if let header = MPEGFrameHeader(bits) {
        let next = offset + Int64(header.byteCount)
        if next == range.upperBound { return (offset, header) }
        if next < range.upperBound, try reader.mpegFrameHeader(at: next)?.kind == header.kind {
          return (offset, header)
        }
      }
      // Without a tag, only zeros may come first.
      guard isAfterTag || bits >> 24 == 0 else { return nil }
    }
    return nil
  }
}
