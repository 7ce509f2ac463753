import MasteringModel

/// Verifies the pages of one stream in an Ogg file one by one: each must be complete, have a valid
/// checksum, and follow the one before; the last one must be marked as the last.
///
/// Pages of other streams in between are skipped.
struct OggPages: StreamVerifier {
  private(set) var soundEnd: Int64
  private(set) var verdict: StreamVerdict?
  /// The granule position up to which everything is known to be sound.
  private(set) var soundPosition: Int64 = 0
  private let serialNumber: UInt32
  private var lastSequenceNumber: UInt32?
  private var reader: BlockReader
  private var buffer: [UInt8] = []

  init(file: RegularFile, start: Int64, serialNumber: UInt32) {
    soundEnd = start
    self.serialNumber = serialNumber
    reader = BlockReader(file)
  }

  mutating func verify(through offset: Int64) throws(AudioFailure) {
    while verdict == nil, soundEnd < offset { try verifyPage() }
  }

  /// Continues until everything before the granule position is known to be sound, or there is a
  /// verdict.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func verify(throughPosition position: Int64) throws(AudioFailure) {
    while verdict == nil, soundPosition < position { try verifyPage() }
  }

  private mutating func verifyPage() throws(AudioFailure) {
    guard let page = try reader.oggPage(at: soundEnd, using: &buffer) else {
      verdict = try framesCutOff().map { .cutOff(frames: $0) } ?? .broken(announcedFrames: nil)
      return
    }
    if page.serialNumber == serialNumber {
      if let lastSequenceNumber, page.sequenceNumber != lastSequenceNumber &+ 1 {
        verdict = .broken(announcedFrames: nil)
        return
      }
      lastSequenceNumber = page.sequenceNumber
      soundPosition = max(soundPosition, page.position)
    }
    soundEnd += Int64(page.byteCount)
    if page.serialNumber == serialNumber, page.endsStream {
      verdict = .complete(frames: nil)
    }
  }
}

extension OggPages {
  /// How many frames end on the page after the sound ones, if the end of the file cuts it off; otherwise nil.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  private mutating func framesCutOff() throws(AudioFailure) -> Int? {
    guard let page = try reader.oggPageExtent(at: soundEnd), page.serialNumber == serialNumber,
      page.byteCount > reader.file.sizeBytes - soundEnd, page.position > soundPosition
    else { return nil }
    let count = page.position.subtractingReportingOverflow(soundPosition)
    return count.overflow ? nil : Int(exactly: count.partialValue)
  }

  /// The survey of a file whose first bytes were recognised, or of one stream of a chained one.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, in range: Range<Int64>, _ depth: SurveyDepth,
    isLink: Bool = false
  ) throws(AudioFailure) -> ContainerSurvey? {
    let heads = try OggStreamHead.all(&reader, in: range)
    // A cover or a video may come first.
    guard let sound = heads.first(where: { $0.codec != nil }) ?? heads.first else { return nil }
    let links =
      isLink ? [] : try OggLinks.following(heads, &reader, in: range, depth)
    let end = links.first?.lowerBound ?? range.upperBound
    let last = try lastPage(of: sound.serialNumber, &reader, in: range.lowerBound..<end)
    // libsndfile uses the position on the last page as the length, and finds no last page if
    // anything follows it, even half a page.
    var survey = ContainerSurvey(kind: .ogg, shown: range.lowerBound..<(last?.end ?? end))
    survey.followingLinks = links
    // The total of several streams is known only after decoding them all; for a stream that starts
    // before its own zero, libsndfile computes a wrong length.
    let startsBeforeZero = try sound.startsBeforeZero(&reader, in: range)
    let isUsual = links.isEmpty && !startsBeforeZero
    survey.hidesPlaces = !isUsual
    survey.length = last?.page.endsStream == true && isUsual ? .asDecoded : .unknown
    survey.verifier = OggPages(
      file: reader.file, start: range.lowerBound, serialNumber: sound.serialNumber)
    if let restStart = heads.last?.end, heads.count > 1, survey.shown.contains(restStart) {
      // libsndfile checks only the first page, and skips those of other streams later.
      survey.parts = [
        .file(sound.start..<sound.end), .file(restStart..<survey.shown.upperBound),
      ]
    }
    switch sound.codec {
    case .vorbis, nil: break
    case .opus(let mappingFamily): survey.opusMappingFamily = mappingFamily
    case .flac: survey.foreignCodec = "FLAC in Ogg"
    case .speex: survey.foreignCodec = "Speex"
    }
    return survey
  }

  /// The last complete page of a stream, and where it ends; nil if there is none in the last 16 MB.
  ///
  /// A file that consists of page signatures is given up, because each could be the start of a long
  /// page whose checksum would have to be computed.
  static func lastPage(
    of serialNumber: UInt32, _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> (page: OggPage, end: Int64)? {
    var buffer: [UInt8] = []
    var failures = 0
    var partEnd = range.upperBound
    let lowest = max(range.lowerBound, range.upperBound - 16_777_216)
    while partEnd > lowest {
      let partStart = max(lowest, partEnd - Int64(OggPage.largestByteCount))
      // Three more bytes, for a signature that starts before the end of the part.
      let part = try reader.bytes(Int(partEnd - partStart) + 3, at: partStart)
      var found: (page: OggPage, end: Int64)?
      var index = 0
      while let next = part[index...].firstIndex(of: UInt8(ascii: "O")) {
        index = next + 1
        guard part.hasText("OggS", at: next) else { continue }
        let offset = partStart + Int64(next)
        guard offset < range.upperBound,
          let page = try reader.oggPage(at: offset, using: &buffer)
        else {
          failures += 1
          if failures > 100 { return nil }
          continue
        }
        if page.serialNumber == serialNumber {
          found = (page, offset + Int64(page.byteCount))
        }
        index = min(next + page.byteCount, part.count)
      }
      if let found { return found }
      partEnd = partStart
    }
    return nil
  }
}
