import MasteringModel

/// Sun's and NeXT's audio files: six numbers of 32 bits, text, samples.
enum AU {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> ContainerSurvey? {
    let end = reader.file.sizeBytes
    var survey = ContainerSurvey(kind: .au, shown: start..<end)
    let head = try reader.bytes(24, at: start)
    let order: ByteOrder = head.hasText(".snd", at: 0) ? .big : .little
    guard let samplesOffset: UInt32 = head.number(at: 4, order),
      let byteCount: UInt32 = head.number(at: 8, order),
      let sampleRate: UInt32 = head.number(at: 16, order),
      let channels: UInt32 = head.number(at: 20, order)
    else { return survey }
    survey.sampleRateHz = Int(sampleRate)
    survey.channels = Int(channels)

    // Nothing after the samples distinguishes an empty file from one whose length was never filled
    // in; the latter is what occurs in practice.
    let extent = SampleExtent(
      declared: Int64(byteCount), bits: 32, start: start + Int64(samplesOffset), end: end,
      isLastByHeader: true)
    if extent.declaredByteCount == nil {
      // The format's own value for "unknown"; other large numbers overflow in libsndfile.
      survey.patches = [BytePatch(offset: start + 8, bytes: Array(UInt32.max, order))]
    }
    survey.setLength(extent)
    return survey
  }
}
