import SystemCalls
import SystemFiles

/// The files that SQLite keeps beside a database, by their names alone: it replays, empties or deletes
/// whatever lies there. What a person or another program has put there is never touched (CCH-26).
enum DatabaseNeighbours {
  /// Why a database is left alone because of a neighbour that is not its own; nil if there is none.
  ///
  /// - Parameters:
  ///   - path: the path of the database, or of a link to it.
  ///   - owner: the owner of the file at the path.
  static func refusal(besideFileAt path: String, of owner: FileOwner) -> CacheTrouble? {
    let path = SmallFile.target(of: path)
    let foreign = [log, journal, index].first { suffix in
      switch FileNumber.kind(ofFileAt: path + suffix, followsLinks: false) {
      case .nothing, .file(bytes: 0): false
      case .other: true
      case .file(let bytes): !isOurs(path, suffix, bytes, owner)
      }
    }
    return foreign.map { .foreignNeighbour(suffix: $0) }
  }

  private static let log = "-wal"
  private static let journal = "-journal"
  private static let index = "-shm"

  /// Source for the formats: SQLite's file format, sections 3 and 4.1, and its description of the
  /// index of the log.
  private static func isOurs(
    _ path: String, _ suffix: String, _ bytes: Int64, _ owner: FileOwner
  ) -> Bool {
    let isOfUs = owner == .us
    // The index is not opened: closing a descriptor of it would release the locks that connections
    // of this process hold on it. It begins with 3 bytes and grows by 4 KiB, so that on a full disk
    // it may stay at any of these sizes. Without rows in a log it holds nothing.
    if suffix == index {
      guard bytes == 3 || bytes % 4096 == 0 else { return false }
      if isOfUs { return true }
      switch FileNumber.kind(ofFileAt: path + log, followsLinks: false) {
      case .nothing, .file(bytes: 0): return true
      case .file, .other: return isOurs(path, log, bytes, owner)
      }
    }
    let number = open(path + suffix, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { return false }
    defer { close(number) }
    let file = Descriptor(number: number)
    if suffix == journal { return isJournal(file, ofDatabaseOfUs: isOfUs) }
    return isOfUs ? isLog(file, bytes) : showsOurMark(file)
  }

  private static func isJournal(_ file: Descriptor, ofDatabaseOfUs isOfUs: Bool) -> Bool {
    guard let header = file.bytes(at: 0, count: 28) else { return false }
    let isMarked = header.starts(with: [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
    // The mark is written last: until then there are zeros in its place, before the sizes of sectors
    // and pages.
    let isUnfinished =
      header[..<12].allSatisfy { $0 == 0 }
      && [20, 24].allSatisfy { sizes.contains(bigEndian(Array(header[$0..<($0 + 4)]))) }
    // Without a database, it is that of a creation that was cut short: it holds nothing of an earlier
    // one.
    let isOfCreation = header[16..<20].allSatisfy { $0 == 0 }
    return (isMarked || isUnfinished) && (isOfUs || isOfCreation)
      || isOfUs && header.allSatisfy { $0 == 0 }
  }

  /// The sizes that sectors and pages can have.
  private static let sizes: Set<UInt32> = Set((9...16).map { 1 << $0 })

  /// Beside a database of ours, a log whose head was cut short or never reached the disk is one, too:
  /// it has no rows.
  private static func isLog(_ file: Descriptor, _ bytes: Int64) -> Bool {
    guard let header = file.bytes(at: 0, count: Int(min(bytes, 32))) else { return false }
    return header.allSatisfy { $0 == 0 } || isMarkedLog(header)
  }

  private static func isMarkedLog(_ header: [UInt8]) -> Bool {
    [0x82, 0x83].contains { last in
      zip(header, [0x37, 0x7F, 0x06, last] as [UInt8]).allSatisfy { $0 == $1 }
    }
  }

  /// Whether a log holds the first page of a database of ours, as it does after each change that
  /// makes the database longer: only the database itself was deleted.
  private static func showsOurMark(_ log: Descriptor) -> Bool {
    guard let header = log.bytes(at: 0, count: 32), isMarkedLog(header) else { return false }
    let size = bigEndian(Array(header[8..<12]))
    guard sizes.contains(size) else { return false }
    for frame in 0..<mostFrames {
      let start = 32 + frame * (24 + Int(size))
      guard let number = log.bytes(at: start, count: 4) else { return false }
      guard bigEndian(number) == 1 else { continue }
      guard let page = log.bytes(at: start + 24, count: FileOwner.headerBytes) else { return false }
      if FileOwner.owner(page) == .us { return true }
    }
    return false
  }

  /// More frames than this do not occur in a log of ours, which is kept at 4 MiB.
  private static let mostFrames = 8192

  private static func bigEndian(_ bytes: [UInt8]) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension Descriptor {
  /// The bytes at an offset; nil if the file has fewer, or cannot be read.
  fileprivate func bytes(at offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let reading = bytes.withUnsafeMutableBytes { read(into: $0, at: Int64(offset)) }
    guard case .success(count) = reading else { return nil }
    return bytes
  }
}
