internal import MasteringModel

/// FLAC files (RFC 9639).
enum FLAC {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> ContainerSurvey? {
    var survey = ContainerSurvey(kind: .flac, shown: start..<reader.file.sizeBytes)
    // After the name and the header of the block: sizes of blocks and frames, then 20 bits of
    // sample rate, 3 of channels less 1, 5 of bits less 1, 36 of the count of frames (8.2).
    let streamInfo = try reader.bytes(26, at: start)
    guard let fields: UInt64 = streamInfo.number(at: 18, .big) else { return survey }
    survey.sampleRateHz = Int(fields >> 44)
    survey.channels = Int(fields >> 41 & 7) + 1
    let frames = fields & 0xF_FFFF_FFFF
    survey.length = frames == 0 ? .unknown : .frames(Int(frames))
    return survey
  }
}
