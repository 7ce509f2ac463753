import MasteringModel

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
    let tag = try reader.bytes(16, at: range.lowerBound)
    var lowest = range.lowerBound
    // An APE tag before the audio, its header included.
    if tag.hasText("APETAGEX", at: 0), let byteCount: UInt32 = tag.number(at: 12, .little) {
      lowest += 32 + Int64(byteCount)
    }
    guard lowest < end,
      let (start, first) = try firstFrame(
        &reader, in: lowest..<end, isAfterTag: isAfterTag || lowest > range.lowerBound)
    else { return nil }
    let xing = XingHeader(frame: try reader.bytes(first.byteCount, at: start), first)

    var survey = ContainerSurvey(kind: .mpeg, shown: start..<end)
    survey.sampleRateHz = first.kind.sampleRateHz
    survey.mpegTiming = MPEGTiming(first: first, xing: xing)
    var frames = MPEGFrames(
      file: reader.file, range: start..<end, kind: first.kind, xing: xing)
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
      // libmpg123 stops at the number of frames it was given. Files put together of several have
      // the first one's number.
      let foundCount = foundFrames.flatMap { UInt32(exactly: $0 / first.kind.frameCount) }
      survey.isBroken = !frames.isSoundSoFar || foundCount.map { $0 < frameCount } ?? false
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
  ///
  /// Behind bytes that are neither a tag nor zeros (a stream cut anywhere, a line of text, the
  /// answer of a server) more frames than that are asked for: anything can look like one.
  private static func firstFrame(
    _ reader: inout BlockReader, in range: Range<Int64>, isAfterTag: Bool
  ) throws(AudioFailure) -> (offset: Int64, MPEGFrameHeader)? {
    var isExpected = true
    let latest = min(range.upperBound, range.lowerBound + 65_536)
    for offset in range.lowerBound..<latest {
      guard let bits = try reader.bigEndianUInt32(at: offset) else { return nil }
      if let header = MPEGFrameHeader(bits) {
        let next = offset + Int64(header.byteCount)
        let needed = 4
        let count = try reader.mpegFrames(from: offset, in: range, upTo: needed)
        let isFollowed = try reader.mpegFrameHeader(at: next)?.kind == header.kind
        if count == needed || isExpected && (next == range.upperBound || isFollowed) {
          return (offset, header)
        }
      }
      isExpected = isExpected && (isAfterTag || bits >> 24 == 0)
    }
    return nil
  }
}

extension MPEGFrames {
  /// Whether nothing wrong was found yet.
  fileprivate var isSoundSoFar: Bool {
    switch verdict {
    case .broken, .changes: false
    case .complete, nil: true
    }
  }
}
