import MasteringModel

/// FLAC files (RFC 9639).
enum FLAC {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64, _ depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    // libsndfile mistakes a tag after the last frame for damage.
    let end = try MPEGTail.start(&reader, in: start..<reader.file.sizeBytes)
    var survey = ContainerSurvey(kind: .flac, shown: start..<end)
    // After the name and the header of the block: the smallest and largest block, sizes of frames,
    // then 20 bits of sample rate, 3 of channels less 1, 5 of bits less 1, 36 of the count of frames
    // (8.2).
    let streamInfo = try reader.bytes(26, at: start)
    guard var fields: UInt64 = streamInfo.number(at: 18, .big),
      let blockFrames: UInt16 = streamInfo.number(at: 8, .big)
    else { return survey }
    let original = fields
    survey.sampleRateHz = Int(fields >> 44)
    survey.channels = Int(fields >> 41 & 7) + 1
    let bits = Int(fields >> 36 & 31) + 1
    switch bits {
    case 8, 16, 24: break
    case 12, 20, 32:
      // libsndfile refuses this number of bits on opening, but can decode it, because each frame
      // declares it. Frames of the other sizes do not.
      survey.integerBits = bits
      fields = fields & ~(31 << 36) | 23 << 36
    default: survey.foreignCodec = "FLAC of \(bits) bits"
    }
    var frames = fields & 0xF_FFFF_FFFF
    let rule = FLACFrameHeader.Rule(
      sampleRateHz: Int(fields >> 44), channels: Int(fields >> 41 & 7) + 1, bits: bits,
      blockFrames: Int(blockFrames))
    if depth == .forDecoding {
      // An encoder that could not seek back writes 0; one that was stopped and continued, too few.
      if let last = try lastFrameEnd(&reader, in: start..<end, rule), last > frames,
        last <= 0xF_FFFF_FFFF
      {
        frames = last
        fields = fields & ~0xF_FFFF_FFFF | frames
      }
    }
    if fields != original {
      survey.patches = [BytePatch(offset: start + 18, bytes: Array(fields, .big))]
    }
    let first = try survey.hidePictures(&reader, in: start..<end)
    if depth == .forDecoding, let first {
      survey.verifier = FLACFrames(file: reader.file, range: first..<end, rule)
    }
    survey.length = frames == 0 ? .unknown : .frames(Int(frames))
    return survey
  }

  /// The frame at which the stream ends, from its last frame, which its checksum confirms; nil if
  /// no frame ends at the end of the range.
  private static func lastFrameEnd(
    _ reader: inout BlockReader, in range: Range<Int64>, _ rule: FLACFrameHeader.Rule
  ) throws(AudioFailure) -> UInt64? {
    for reach in [Int64(65_536), 1_048_576] {
      let start = max(range.lowerBound, range.upperBound - reach)
      let tail = try reader.bytes(Int(range.upperBound - start), at: start)
      for index in tail.indices.reversed() where tail[index] == 0xFF {
        guard let header = FLACFrameHeader(tail, at: index), header.follows(rule),
          FLACChecksum.isRight(tail[index...])
        else { continue }
        return header.firstSample(rule) + UInt64(header.frameCount)
      }
      if start == range.lowerBound { break }
    }
    return nil
  }
}

extension ContainerSurvey {
  /// Shows pictures as padding: libFLAC takes the end of a picture from the lengths inside it, and finds no
  /// frames if they do not add up.
  ///
  /// - Returns: where the first frame starts, after the metadata blocks (RFC 9639, 8.1).
  fileprivate mutating func hidePictures(
    _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> Int64? {
    let (padding, picture): (UInt8, UInt32) = (1, 6)
    var offset = range.lowerBound + 4
    // No file has this many; the limit is for malicious files.
    for _ in 0..<1000 {
      guard let header = try reader.bigEndianUInt32(at: offset) else { return nil }
      let isLast = header >> 31 == 1
      if header >> 24 & 0x7F == picture {
        patches.append(BytePatch(offset: offset, bytes: [isLast ? 0x80 | padding : padding]))
      }
      offset += 4 + Int64(header & 0xFF_FFFF)
      if isLast { return offset < range.upperBound ? offset : nil }
    }
    return nil
  }
}
