import MasteringModel

/// Checks that the clusters and blocks of a Matroska or WebM file follow one another without a hole,
/// where FFmpeg silently skips one.
///
/// Source: RFC 8794 (EBML), RFC 9559 (Matroska), 5.1.3 and 10.
struct MatroskaBlocks: Sendable {
  private var reader: BlockReader
  private let track: UInt64
  private let secondsPerTick: Double
  private let segmentEnd: Int64
  /// Where the next element is.
  private var place: Int64
  /// The end of the open cluster; nil outside of clusters, or if the file does not say it.
  private var clusterEnd: Int64?
  private var isInCluster = false
  private var clusterTicks: UInt64 = 0
  /// When the first block of the track begins, the last one whose head was found, and the one before it.
  private var firstSeconds: Double?
  private var lastSeconds = 0.0
  private var previousSeconds = 0.0
  private var verdict: Verdict?
  /// Whether a cluster or a block was found that the end of the file cuts off.
  private(set) var isCutOff = false

  private enum Verdict {
    /// The file ends, or is cut off, which is noticed by its length.
    case end
    case hole
  }

  /// The blocks of the first sound track; nil if the head of the file cannot be read.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  init?(of file: RegularFile) throws(AudioFailure) {
    var reader = BlockReader(file)
    guard let segment = try reader.matroskaSegment(),
      let tracks = try reader.child(0x1654_AE6B, from: segment.start, to: segment.end),
      let track = try reader.firstSoundTrack(in: tracks)
    else { return nil }
    self.track = track
    let information = try reader.information(of: segment)
    secondsPerTick = Double(try reader.nanosecondsPerTick(in: information)) / 1e9
    segmentEnd = min(segment.end ?? file.sizeBytes, file.sizeBytes)
    place = segment.start
    self.reader = reader
  }

  /// How many seconds after the first block are known to be intact before a hole; infinite if
  /// there is none within this many seconds.
  ///
  /// The last block before a hole may itself be damaged, and what it decodes to begins in the one before.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func soundSeconds(through seconds: Double) throws(AudioFailure) -> Double {
    while verdict == nil, (firstSeconds.map { lastSeconds - $0 } ?? 0) <= seconds {
      try step()
    }
    guard case .hole = verdict else { return .infinity }
    return firstSeconds.map { max(0, previousSeconds - $0) } ?? 0
  }

  private mutating func step() throws(AudioFailure) {
    if isInCluster, place == clusterEnd { isInCluster = false }
    guard place < segmentEnd else { return verdict = .end }
    guard let element = try reader.element(at: place) else {
      // A few bytes at the end of a file that was cut off are no hole.
      guard segmentEnd - place < 12 else { return verdict = .hole }
      isCutOff = isCutOff || isInCluster
      return verdict = .end
    }
    // A global element does not end a cluster of unknown length (RFC 8794, 6.2).
    if isInCluster, clusterEnd == nil, Self.isOfSegment(element.id), !Self.isOfCluster(element.id) {
      isInCluster = false
    }
    // Another recording begins; what follows is not of this one.
    if element.id == Self.head { return verdict = .end }
    guard isInCluster ? Self.isOfCluster(element.id) : Self.isOfSegment(element.id) else {
      return verdict = .hole
    }
    if element.id == Self.cluster {
      isInCluster = true
      clusterEnd = element.end
      clusterTicks = 0
      if let clusterEnd, clusterEnd > reader.file.sizeBytes { isCutOff = true }
      place = element.start
      return
    }
    guard let end = element.end, end > place else { return verdict = .hole }
    if let clusterEnd, isInCluster, end > clusterEnd { return verdict = .hole }
    guard end <= segmentEnd else {
      isCutOff = isCutOff || isInCluster && end > reader.file.sizeBytes
      return verdict = .end
    }
    switch element.id {
    case 0xE7: clusterTicks = try reader.integer(element) ?? 0
    case 0xA3: try note(blockAt: element.start)
    case 0xA0:
      if let block = try reader.child(0xA1, from: element.start, to: end) {
        try note(blockAt: block.start)
      }
    default: break
    }
    place = end
  }

  /// Takes the time of a block of the track.
  private mutating func note(blockAt start: Int64) throws(AudioFailure) {
    let bytes = try reader.bytes(12, at: start)
    guard let first = bytes.first, first != 0 else { return }
    // The number of the track, then a time relative to that of the cluster.
    let count = first.leadingZeroBitCount + 1
    guard bytes.count >= count + 2 else { return }
    let coded = bytes[..<count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard coded & ((1 << (7 * UInt64(count))) - 1) == track else { return }
    let ticks = Int16(bitPattern: UInt16(bytes[count]) << 8 | UInt16(bytes[count + 1]))
    let seconds = (Double(clusterTicks) + Double(ticks)) * secondsPerTick
    previousSeconds = firstSeconds == nil ? seconds : lastSeconds
    lastSeconds = seconds
    firstSeconds = firstSeconds ?? seconds
  }

  private static let cluster: UInt64 = 0x1F43_B675
  private static let head: UInt64 = 0x1A45_DFA3

  /// Whether an element may be in a segment (RFC 9559, table 1).
  private static func isOfSegment(_ id: UInt64) -> Bool {
    [
      0x114D_9B74, 0x1549_A966, 0x1654_AE6B, cluster, 0x1C53_BB6B, 0x1941_A469, 0x1043_A770,
      0x1254_C367, 0xEC, 0xBF,
    ].contains(id)
  }

  private static func isOfCluster(_ id: UInt64) -> Bool {
    [0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xAF, 0x5854, 0xEC, 0xBF].contains(id)
  }
}

extension BlockReader {
  /// The number of the first track with sound.
  fileprivate mutating func firstSoundTrack(
    in tracks: EBMLElement
  ) throws(AudioFailure) -> UInt64? {
    guard let end = tracks.end else { return nil }
    var place = tracks.start
    for _ in 0..<1000 where place < end {
      guard let element = try element(at: place), let next = element.end, next > place else {
        return nil
      }
      if element.id == 0xAE, let kind = try child(0x83, from: element.start, to: next),
        try integer(kind) == 2, let number = try child(0xD7, from: element.start, to: next)
      {
        return try integer(number)
      }
      place = next
    }
    return nil
  }
}
