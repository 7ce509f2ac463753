import MasteringModel

/// WAV, RF64 and BW64 files: "Multimedia Programming Interface and Data Specifications 1.0" (IBM and
/// Microsoft, 1991), EBU Tech 3306, ITU-R BS.2088.
enum RIFF {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64, _ depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    let head = try reader.bytes(12, at: start)
    let order: ByteOrder = head.hasText("RIFX", at: 0) ? .big : .little
    let isBW64 = head.hasText("BW64", at: 0)
    let is64 = head.hasText("RF64", at: 0) || isBW64
    let end = reader.file.sizeBytes
    var survey = ContainerSurvey(kind: is64 ? .rf64 : .wav, shown: start..<end)
    // BW64 differs from RF64 only in its name and in chunks that do not concern the samples.
    if isBW64 { survey.patches.append(BytePatch(offset: start, bytes: Array("RF64".utf8))) }
    let chunks = try reader.chunks(
      from: start + 12, order, through: "data", unpaddedBefore: knownChunks)
    survey.hideUnneededChunks(chunks)

    var codec: UInt16?
    let format = chunks.first { $0.isNamed("fmt ") }
    if let chunk = format {
      let body = try reader.bytes(26, at: chunk.bodyStart)
      codec = body.number(at: 0, order)
      survey.channels = body.number(UInt16.self, at: 2, order).map { Int($0) }
      survey.sampleRateHz = body.number(UInt32.self, at: 4, order).map { Int($0) }
      // In the extensible form, the codec's number is the start of a longer one.
      if codec == 0xFFFE, chunk.byteCount >= 26 { codec = body.number(at: 24, order) }
    }
    let isMPEG = codec == 0x50 || codec == 0x55
    // A shorter chunk does not describe samples (AUD-11), and libsndfile would read beyond it.
    if let format, format.byteCount < 16, !isMPEG { return nil }
    if let format, !isMPEG { try survey.completeFormat(format, &reader, order) }
    survey.foreignCodec = codec.flatMap { WAVECodec.foreignName(of: $0) }
    guard let data = chunks.last, data.isNamed("data") else { return survey }
    // The padding of "data", the last, is behind the samples.
    let needsPadding = chunks.dropLast().contains { !$0.isPadded }
    let shownHead = needsPadding ? padded(chunks, from: start) : nil
    if let shownHead { survey.parts = shownHead + [.file(data.bodyStart..<end)] }
    // MPEG audio in a RIFF container, which libsndfile cannot parse.
    if isMPEG {
      let dataEnd = min(end, data.bodyStart + Int64(data.byteCount))
      let range = data.bodyStart..<(data.byteCount == 0 ? end : dataEnd)
      return try MPEGFrames.survey(&reader, in: range, isAfterTag: false, depth: depth)
    }

    let riffByteCount: UInt32 = head.number(at: 4, order) ?? 0
    // If further chunks follow where the samples should start, there are no samples.
    let hasNoSamples = try reader.chunksReachEnd(from: data.bodyStart, order)
    let isLast =
      start + 8 + Int64(riffByteCount) <= data.bodyStart || riffByteCount == .max || !hasNoSamples
    if is64, let sizes = chunks.first(where: { $0.isNamed("ds64") }) {
      // The length of the file, that of the samples, and the number of frames, 64 bits each.
      let field = sizes.bodyStart + 8
      let declared: UInt64 = try reader.bytes(8, at: field).number(at: 0, .little) ?? 0
      let extent = SampleExtent(
        declared: Int64(bitPattern: declared), bits: 64, start: data.bodyStart, end: end,
        isLastByHeader: isLast)
      if extent.declaredByteCount == nil {
        survey.patches.append(
          BytePatch(offset: field, bytes: Array(UInt64(extent.followingByteCount), .little)))
      }
      survey.setLength(extent)
      return survey
    }
    if is64 {
      // Without the chunk of lengths, it is a plain file under another name.
      survey.renameToWAV(at: start)
    }
    try survey.setLength(
      of: data, chunks, head: shownHead ?? [.file(start..<data.bodyStart)], &reader, order,
      isLastByHeader: isLast)
    return survey
  }

  /// Everything before the samples, with the bytes of padding that the chunks should have.
  private static func padded(_ chunks: [Chunk], from start: Int64) -> [ShownPart] {
    var parts: [ShownPart] = []
    var partStart = start
    for chunk in chunks.dropLast() where !chunk.isPadded {
      parts += [.file(partStart..<chunk.end), .bytes([0])]
      partStart = chunk.end
    }
    let bodyStart = chunks.last?.bodyStart ?? partStart
    return parts + [.file(partStart..<bodyStart)]
  }

  /// Chunks that are recognised behind one without its byte of padding.
  fileprivate static let knownChunks: Set<[UInt8]> = Set(
    [
      "data", "fmt ", "LIST", "fact", "PEAK", "JUNK", "junk", "bext", "cue ", "smpl", "inst",
      "id3 ",
      "ID3 ", "cart", "iXML", "axml", "acid", "DISP",
    ].map { Array($0.utf8) })
}

extension ContainerSurvey {
  /// Renames chunks that say nothing about the samples, nor contain texts, so that libsndfile skips them:
  /// it refuses the whole file for a `PEAK` that is shorter than it expects, and reads beyond others, such
  /// as `acid` and `cue `, into what follows.
  fileprivate mutating func hideUnneededChunks(_ chunks: [Chunk]) {
    for chunk in chunks
    where !Self.neededChunks.contains(chunk.id) || chunk.isNamed("fact") && chunk.byteCount < 4 {
      hide(chunk)
    }
  }

  private static let neededChunks: Set<[UInt8]> = Set(
    ["ds64", "fmt ", "fact", "data", "LIST"].map { Array($0.utf8) })

  /// Completes a `fmt ` chunk that says 0 bits per sample: the bytes per frame tell them.
  fileprivate mutating func completeFormat(
    _ chunk: Chunk, _ reader: inout BlockReader, _ order: ByteOrder
  ) throws(AudioFailure) {
    let body = try reader.bytes(16, at: chunk.bodyStart)
    guard let codec: UInt16 = body.number(at: 0, order), [1, 3].contains(codec),
      body.number(UInt16.self, at: 14, order) == 0,
      let channels: UInt16 = body.number(at: 2, order), channels > 0,
      let frameByteCount: UInt16 = body.number(at: 12, order),
      frameByteCount % channels == 0, 1...8 ~= frameByteCount / channels
    else { return }
    let bits = Array(frameByteCount / channels * 8, order)
    patches.append(BytePatch(offset: chunk.bodyStart + 14, bytes: bits))
  }

  fileprivate mutating func renameToWAV(at start: Int64) {
    let renamed = self
    self = ContainerSurvey(kind: .wav, shown: renamed.shown)
    patches = renamed.patches.filter { $0.offset != start }
    patches.append(BytePatch(offset: start, bytes: Array("RIFF".utf8)))
    parts = renamed.parts
    channels = renamed.channels
    sampleRateHz = renamed.sampleRateHz
    foreignCodec = renamed.foreignCodec
  }

  /// Finds the samples of a file with lengths of 32 bits.
  fileprivate mutating func setLength(
    of data: Chunk, _ chunks: [Chunk], head: [ShownPart], _ reader: inout BlockReader,
    _ order: ByteOrder, isLastByHeader: Bool
  ) throws(AudioFailure) {
    let end = reader.file.sizeBytes
    if let byteCount = try reader.byteCountBeyond32Bits(of: data, order) {
      let range = data.bodyStart..<(data.bodyStart + byteCount)
      showAsRF64(samples: [range], head: head, data)
      length = .bytes(declared: byteCount, present: byteCount)
      return
    }
    let extent = SampleExtent(
      declared: Int64(data.byteCount), bits: 32, start: data.bodyStart, end: end,
      isLastByHeader: isLastByHeader)
    setLength(extent)
    guard extent.declaredByteCount != nil else {
      let following = UInt32(clamping: min(extent.followingByteCount, 0xFFFF_FFFE))
      patches.append(BytePatch(offset: data.lengthOffset, bytes: Array(following, order)))
      return
    }
    let later = try reader.chunks(
      from: data.end, order, through: "", unpaddedBefore: RIFF.knownChunks)
    let further = later.filter { $0.isNamed("data") && $0.bodyStart < end }
    guard !further.isEmpty, !isBroken else { return hideUnneededChunks(later) }
    // Some recorders write one stream in several pieces.
    var ranges = [data.bodyStart..<(data.bodyStart + Int64(data.byteCount))]
    var declared: Int64? = Int64(data.byteCount)
    // Behind it, everything is samples, whatever it looks like.
    var lastStart = end
    for piece in further where declared != nil {
      // The length of the piece that was being written may not have been filled in.
      let isLast =
        piece == further.last && piece.byteCount == 0
        ? try !reader.chunksReachEnd(from: piece.bodyStart, order) : false
      let extent = SampleExtent(
        declared: Int64(piece.byteCount), bits: 32, start: piece.bodyStart, end: end,
        isLastByHeader: isLast)
      ranges.append(piece.bodyStart..<(piece.bodyStart + extent.presentByteCount))
      declared = extent.declaredByteCount.flatMap { count in declared.map { $0 + count } }
      if declared == nil { lastStart = piece.bodyStart }
    }
    hideUnneededChunks(later.filter { $0.bodyStart <= lastStart })
    let present = ranges.reduce(Int64(0)) { $0 + Int64($1.count) }
    if let shownByteCount = UInt32(exactly: present) {
      patches.append(BytePatch(offset: data.lengthOffset, bytes: Array(shownByteCount, order)))
      parts = head + ranges.map { .file($0) }
    } else if order == .little {
      showAsRF64(samples: ranges, head: head, data)
    } else {
      // There is no such form of the big-endian file, so only the first piece can be heard.
      isBroken = true
      return length = .bytes(declared: present, present: Int64(data.byteCount))
    }
    guard let declared else { return length = .unknown }
    length = .bytes(declared: declared, present: present)
    isBroken = declared > present
  }

  /// Shows libsndfile an RF64 file with the same chunks: a plain one has no room for the length.
  private mutating func showAsRF64(samples: [Range<Int64>], head: [ShownPart], _ data: Chunk) {
    let start = shown.lowerBound
    let byteCount = samples.reduce(Int64(0)) { $0 + Int64($1.count) }
    let sizes =
      Array("ds64".utf8) + Array(UInt32(28), .little)
      + Array(UInt64(data.bodyStart - start + byteCount + 36), .little)
      + Array(UInt64(byteCount), .little) + Array(UInt64(0), .little)
      + Array(UInt32(0), .little)
    let newHead = Array("RF64".utf8) + Array(UInt32.max, .little) + Array("WAVE".utf8) + sizes
    patches.append(BytePatch(offset: data.lengthOffset, bytes: Array(UInt32.max, .little)))
    var survey = ContainerSurvey(kind: .rf64, shown: shown)
    survey.patches = patches
    survey.channels = channels
    survey.sampleRateHz = sampleRateHz
    survey.foreignCodec = foreignCodec
    // The first part begins with the 12 bytes that are replaced.
    var rest = head
    if case .file(let range) = rest.first {
      rest[0] = .file((start + 12)..<range.upperBound)
    }
    survey.parts = [.bytes(newHead)] + rest + samples.map { .file($0) }
    self = survey
  }
}

extension BlockReader {
  /// Whether chunks follow one another from an offset to the very end of the file.
  fileprivate mutating func chunksReachEnd(
    from start: Int64, _ order: ByteOrder
  ) throws(AudioFailure) -> Bool {
    let end = file.sizeBytes
    let chunks = try chunks(
      from: start, order, through: "", unpaddedBefore: RIFF.knownChunks)
    guard let last = chunks.last else { return false }
    // The padding byte at the end is often missing.
    return last.end == end || last.end == end + 1
      ? chunks.allSatisfy { $0.id.allSatisfy { (0x20..<0x7F).contains($0) } } : false
  }

  /// The number of bytes of samples in a file of more than 4 GiB whose 32-bit length field has only
  /// the lower bits, or a placeholder; nil if the field is correct.
  fileprivate mutating func byteCountBeyond32Bits(
    of data: Chunk, _ order: ByteOrder
  ) throws(AudioFailure) -> Int64? {
    let following = file.sizeBytes - data.bodyStart
    let range: Int64 = 1 << 32
    guard following >= range, order == .little else { return nil }
    if try chunksReachEnd(from: data.end, order) { return nil }
    let declared = Int64(data.byteCount)
    let wrapped = declared + (following - declared) / range * range
    // A byte of padding may follow.
    if following - wrapped <= 1 { return wrapped }
    let behind = data.bodyStart + wrapped + wrapped % 2
    if wrapped > declared, try chunksReachEnd(from: behind, order) { return wrapped }
    // A placeholder: everything up to the end.
    return declared == 0 || declared >= 0x7F00_0000 ? following : nil
  }
}

/// The numbers of codecs in WAV files ("Multiple Media Codec Format Registration", RFC 2361).
enum WAVECodec {
  /// The name of a codec that libsndfile does not support; nil for those that it does.
  static func foreignName(of number: UInt16) -> String? {
    switch number {
    // Integers, floats, A-law, µ-law, two kinds of ADPCM, GSM 6.10, MPEG layers 1 to 3.
    case 0x1, 0x2, 0x3, 0x6, 0x7, 0x11, 0x31, 0x50, 0x55: nil
    // G.721 and G.723 in the variants that libsndfile supports.
    case 0x14, 0x38, 0x40, 0x64: nil
    // The extensible form without its extension.
    case 0xFFFE: nil
    case 0x22: "TrueSpeech"
    case 0x45: "G.726 ADPCM"
    case 0x92: "AC-3 (S/PDIF)"
    case 0xFF, 0x706D, 0x1600, 0x1602, 0x1610, 0xA106: "AAC"
    case 0x130: "ACELP"
    case 0x160: "Windows Media Audio 1"
    case 0x161: "Windows Media Audio 2"
    case 0x162: "Windows Media Audio Professional"
    case 0x163: "Windows Media Audio Lossless"
    case 0x270: "ATRAC3"
    case 0x2000: "AC-3"
    case 0x2001: "DTS"
    case 0x674F, 0x6750, 0x6751, 0x676F, 0x6770, 0x6771: "Vorbis"
    case 0x5756: "WavPack"
    case 0xA109: "Speex"
    case 0xF1AC: "FLAC"
    default: "codec 0x" + String(number, radix: 16, uppercase: true)
    }
  }
}
