import MasteringModel

/// AIFF and AIFF-C files: "Audio Interchange File Format" 1.3 (Apple, 1989) and its draft for
/// AIFF-C (1991).
enum AIFF {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> ContainerSurvey? {
    let end = reader.file.sizeBytes
    var survey = ContainerSurvey(kind: .aiff, shown: start..<end)
    let formByteCount: UInt32 = try reader.bytes(4, at: start + 4).number(at: 0, .big) ?? 0
    let chunks = try reader.chunks(from: start + 12, .big, through: "SSND")
    if let chunk = chunks.first(where: { $0.isNamed("COMM") }) {
      let body = try reader.bytes(22, at: chunk.bodyStart)
      survey.channels = body.number(UInt16.self, at: 0, .big).map { Int($0) }
      survey.sampleRateHz = extendedNumber(body, at: 8).map { Int($0) }
      if chunk.byteCount >= 22 {
        survey.codecName = AppleCodec.name(of: body.dropFirst(18).prefix(4))
        survey.correctBits(of: chunk, codec: body.dropFirst(18).prefix(4))
      }
    }
    guard let data = chunks.last, data.isNamed("SSND") else { return survey }
    let later = try reader.chunks(from: data.end, .big, through: "CHAN")
    survey.hideUnneededChunks(chunks)
    if let chunk = (chunks + later).first(where: { $0.isNamed("CHAN") }) {
      try survey.adoptLayout(&reader, at: chunk.bodyStart, byteCount: Int64(chunk.byteCount))
    }

    // The body starts with two numbers, the first of which is an offset to the samples.
    let skipped: UInt32 = try reader.bytes(4, at: data.bodyStart).number(at: 0, .big) ?? 0
    let samplesStart = data.bodyStart + 8 + Int64(skipped)
    let extent = SampleExtent(
      declared: max(0, Int64(data.byteCount) - 8 - Int64(skipped)), bits: 32, start: samplesStart,
      end: end, isLastByHeader: start + 8 + Int64(formByteCount) <= samplesStart)
    if extent.declaredByteCount == nil {
      let following = UInt32(clamping: extent.followingByteCount + 8 + Int64(skipped))
      survey.patches.append(BytePatch(offset: data.lengthOffset, bytes: Array(following, .big)))
    }
    survey.setLength(extent)
    return survey
  }

  /// The whole part of the number of 80 bits at an offset (IEEE 754 extended), limited to useful
  /// sample rates: at most 2³², and 0 for anything that is not above 0.
  private static func extendedNumber(_ bytes: [UInt8], at offset: Int) -> UInt64? {
    guard let signAndExponent: UInt16 = bytes.number(at: offset, .big),
      let mantissa: UInt64 = bytes.number(at: offset + 2, .big)
    else { return nil }
    let exponent = Int(signAndExponent) - 16383
    switch exponent {
    case ..<0: return 0
    case 0..<32: return mantissa >> UInt64(63 - exponent)
    // The highest bit is the sign.
    default: return signAndExponent & 0x8000 == 0 ? 1 << 32 : 0
    }
  }
}

extension ContainerSurvey {
  /// Shows the bits per sample that a codec's name states: programs write 16 for some others, which
  /// libsndfile believes.
  fileprivate mutating func correctBits(of chunk: Chunk, codec: some Collection<UInt8>) {
    let bits: UInt16
    switch String(decoding: codec, as: UTF8.self) {
    case "in24": bits = 24
    case "in32": bits = 32
    default: return
    }
    patches.append(BytePatch(offset: chunk.bodyStart + 6, bytes: Array(bits, .big)))
  }

  /// Renames chunks that say nothing about the samples, nor contain texts that libsndfile keeps, so that it
  /// skips them: it reads beyond a `basc` that is shorter than it expects, into what follows, and refuses
  /// the file for a short `PEAK` or `COMT`.
  fileprivate mutating func hideUnneededChunks(_ chunks: [Chunk]) {
    for chunk in chunks
    where ["basc", "MARK", "INST", "PEAK", "COMT"].contains(where: chunk.isNamed) {
      hide(chunk)
    }
  }
}
