import MasteringModel

extension MPEGFrames {
  /// Streams up to this length are verified on opening, which takes about a millisecond for 4 MB,
  /// so that their length is known.
  private static let quicklyVerifiedByteCount: Int64 = 16_777_216

  /// The survey of possible MPEG audio in a part of a file; nil if it is not MPEG audio.
  ///
  /// - Parameters:
  ///   - isAfterTag: whether a preceding tag makes MPEG audio likely, so that other bytes may come
  ///     before the first frame.
  ///   - depth: how much to trust the Xing header. A header that agrees with the size of the file
  ///     is trusted, which avoids reading the whole stream to get its length.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, in range: Range<Int64>, isAfterTag: Bool, depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    guard range.upperBound > range.lowerBound else { return nil }
    let end = try MPEGTail.start(&reader, in: range)
    let tag = try reader.bytes(16, at: range.lowerBound)
    var lowest = range.lowerBound
    // An APE tag before the audio, including its header.
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
      // libmpg123 stops at the declared number of frames. Files concatenated from several have the
      // number of the first.
      let foundCount = foundFrames.flatMap { UInt32(exactly: $0 / first.kind.frameCount) }
      survey.isBroken = !frames.isSoundSoFar || foundCount.map { $0 < frameCount } ?? false
      if let foundCount, foundCount > frameCount {
        survey.patches.append(
          BytePatch(
            offset: start + Int64(xing.frameCountOffset), bytes: Array(foundCount, .big)))
      }
    } else {
      // Without the number, it assumes the length of the first frame for all.
      survey.hidesLength = true
      survey.length = foundFrames.map { .frames($0) } ?? .unknown
      if let xing, xing.hasPlaceholder {
        survey.patches.append(
          BytePatch(offset: start + Int64(xing.frameCountOffset), bytes: Array(UInt32(0), .big)))
      }
    }
    if let xing, xing.byteCount != nil, let byteCount = UInt32(exactly: shownByteCount) {
      // It prints a message on standard error if the number is more than 1 % off.
      survey.patches.append(
        BytePatch(offset: start + Int64(xing.byteCountOffset), bytes: Array(byteCount, .big)))
    }
    return survey
  }

  /// The first frame that is followed by another of its kind, or by the end.
  ///
  /// After bytes that are neither a tag nor zeros (a stream cut anywhere, a line of text, the
  /// answer of a server), more frames than that are required, because anything can look like one. In
  /// an archive or another such file, MPEG audio is only a part.
  private static func firstFrame(
    _ reader: inout BlockReader, in range: Range<Int64>, isAfterTag: Bool
  ) throws(AudioFailure) -> (offset: Int64, MPEGFrameHeader)? {
    var isExpected = true
    var isPart: Bool?
    let latest = min(range.upperBound, range.lowerBound + 65_536)
    for offset in range.lowerBound..<latest {
      guard let bits = try reader.bigEndianUInt32(at: offset) else { return nil }
      // Nothing else tells the free format, which nearly no file has, from other bytes.
      let free = bits >> 21 == 0x7FF ? try reader.mpegFreeByteCount(at: offset, in: range) : nil
      if let header = MPEGFrameHeader(bits, freeByteCount: free) {
        let next = offset + Int64(header.byteCount)
        if !isExpected, isPart == nil {
          isPart = try OtherFile.name(&reader, at: range.lowerBound) != nil
        }
        if isPart == true { return nil }
        let needed = 4
        let count = try reader.mpegFrames(from: offset, in: range, upTo: needed, free: free)
        let isFollowed = try reader.mpegFrameHeader(at: next, free: free)?.kind == header.kind
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
  /// Whether no damage was found so far.
  fileprivate var isSoundSoFar: Bool {
    switch verdict {
    case .broken, .cutOff, .changes: false
    case .complete, nil: true
    }
  }
}
