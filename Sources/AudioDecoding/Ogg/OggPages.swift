internal import MasteringModel

/// The pages of the first stream in an Ogg file, looked over one by one: each must be whole, have
/// the right checksum, and follow the one before; the last one says that it is the last.
///
/// Pages of other streams in between are passed over. A file in which another stream begins after
/// the end of the first is broken there, because libsndfile reads the first only.
struct OggPages: StreamVerifier {
  private(set) var soundEnd: Int64
  private(set) var verdict: StreamVerdict?
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
    while verdict == nil, soundEnd < offset {
      guard let page = try reader.oggPage(at: soundEnd, using: &buffer) else {
        verdict = .broken
        return
      }
      if page.serialNumber == serialNumber {
        if let lastSequenceNumber, page.sequenceNumber != lastSequenceNumber &+ 1 {
          verdict = .broken
          return
        }
        lastSequenceNumber = page.sequenceNumber
      }
      soundEnd += Int64(page.byteCount)
      if page.serialNumber == serialNumber, page.endsStream {
        let next = try reader.oggPage(at: soundEnd, using: &buffer)
        verdict = next?.startsStream == true ? .broken : .complete(frames: nil)
      }
    }
  }
}

extension OggPages {
  /// The survey of a file whose first bytes were recognised.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func survey(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> ContainerSurvey? {
    let end = reader.file.sizeBytes
    var buffer: [UInt8] = []
    guard let first = try reader.oggPage(at: start, using: &buffer) else { return nil }
    let last = try lastPage(of: first.serialNumber, &reader, in: start..<end)
    // libsndfile takes the position on the last page for the length, and finds no last page where
    // the file goes on behind it, be it with half a page.
    var survey = ContainerSurvey(kind: .ogg, shown: start..<(last?.end ?? end))
    survey.length = last?.page.endsStream == true ? .asDecoded : .unknown
    survey.verifier = OggPages(
      file: reader.file, start: start, serialNumber: first.serialNumber)
    // The first packet follows the header of 27 bytes and a length.
    let head = try reader.bytes(19, at: start + 28)
    if head.count == 19, head.hasText("OpusHead", at: 0) { survey.opusMappingFamily = head[18] }
    return survey
  }

  /// The last whole page of a stream, and where it ends; nil where the last 16 MB have none.
  ///
  /// A file made of nothing but names of pages is given up, because each could be the start of a
  /// long page with a checksum to be tried.
  private static func lastPage(
    of serialNumber: UInt32, _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> (page: OggPage, end: Int64)? {
    var buffer: [UInt8] = []
    var failures = 0
    var partEnd = range.upperBound
    let lowest = max(range.lowerBound, range.upperBound - 16_777_216)
    while partEnd > lowest {
      let partStart = max(lowest, partEnd - Int64(OggPage.largestByteCount))
      // Three bytes more, for a name that starts before the end of the part.
      let part = try reader.bytes(Int(partEnd - partStart) + 3, at: partStart)
      var found: (page: OggPage, end: Int64)?
      var index = 0
      while let next = part[index...].firstIndex(of: UInt8(ascii: "O")) {
        index = next + 1
        guard part.hasText("OggS", at: next) else { continue }
        let offset = partStart + Int64(next)
        guard let page = try reader.oggPage(at: offset, using: &buffer) else {
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
