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
    let foreign = endings.first { suffix in
      switch FileNumber.kind(ofFileAt: path + suffix, followsLinks: false) {
      case .nothing, .file(bytes: 0): false
      case .other: true
      case .file(let bytes): !isOurs(path, suffix, bytes, owner)
      }
    }
    return foreign.map { .foreignNeighbour(suffix: $0) }
  }

  static let log = "-wal"
  private static let journal = "-journal"
  private static let index = "-shm"
  /// What SQLite appends to the name of a database.
  static let endings = [log, journal, index]

  /// Source for the formats: SQLite's file format, sections 3 and 4.1, and its description of the
  /// index of the log.
  private static func isOurs(
    _ path: String, _ suffix: String, _ bytes: Int64, _ owner: FileOwner
  ) -> Bool {
    let isOfUs = owner == .us
    if suffix == index {
      guard LogIndex.isIndex(path + suffix, bytes) else { return false }
      if isOfUs { return true }
      // Without rows in a log it holds nothing.
      switch FileNumber.kind(ofFileAt: path + log, followsLinks: false) {
      case .nothing, .file(bytes: 0): return true
      case .file, .other: return isOurs(path, log, bytes, owner)
      }
    }
    let number = open(path + suffix, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { return false }
    defer { close(number) }
    let file = Descriptor(number: number)
    let pageBytes = isOfUs ? try? FileOwner.pageBytes(ofFileAt: path) : nil
    if suffix == journal { return isJournal(file, ofPages: pageBytes) }
    return isLog(file, bytes, ofPages: pageBytes)
  }

  /// - Parameter pageBytes: the size of the pages of our database; nil if there is none.
  private static func isJournal(_ file: Descriptor, ofPages pageBytes: Int?) -> Bool {
    guard let header = file.bytes(at: 0, count: 28) else { return false }
    let isMarked = header.starts(with: [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
    // The mark is written last: until then there are zeros in its place, before the sizes of sectors
    // and pages.
    let isUnfinished = header[..<12].allSatisfy { $0 == 0 }
    let sizes = [20, 24].map { bigEndian(header[$0..<($0 + 4)]) }
    let hasSizes = sizes.allSatisfy { (512...65_536).contains($0) && $0.nonzeroBitCount == 1 }
    // That of a creation that was cut short: it holds nothing of an earlier database.
    let isOfCreation = header[16..<20].allSatisfy { $0 == 0 }
    if pageBytes != nil, header.allSatisfy({ $0 == 0 }) { return true }
    guard isMarked || isUnfinished && hasSizes else { return false }
    if isOfCreation { return true }
    guard let pageBytes, hasSizes, sizes[1] == pageBytes else { return false }
    return holdsOurFirstPage(file, sectorBytes: sizes[0], pageBytes)
  }

  /// Whether a journal holds the first page of a database of ours, as each one does before the
  /// database is changed.
  private static func holdsOurFirstPage(
    _ journal: Descriptor, sectorBytes: Int, _ pageBytes: Int
  ) -> Bool {
    for record in 0..<mostPages {
      let start = sectorBytes + record * (4 + pageBytes + 4)
      guard let number = journal.bytes(at: start, count: 4) else { return false }
      guard bigEndian(number[...]) == 1 else { continue }
      let page = journal.bytes(at: start + 4, count: FileOwner.headerBytes)
      return page.map(FileOwner.owner) == .us
    }
    return false
  }

  /// - Parameter pageBytes: the size of the pages of our database; nil if there is none.
  private static func isLog(_ file: Descriptor, _ bytes: Int64, ofPages pageBytes: Int?) -> Bool {
    guard let pageBytes else {
      // The first page is in the log after each change that makes the database longer: only the
      // database itself was deleted.
      return WriteAheadLog(file)?.firstPages(of: mostPages).contains(.us) ?? false
    }
    // A log whose head was cut short or never reached the disk has no rows.
    if bytes < WriteAheadLog.headerBytes {
      guard let head = file.bytes(at: 0, count: Int(bytes)) else { return false }
      return head.allSatisfy { $0 == 0 } || WriteAheadLog.mark.starts(with: head.prefix(3))
    }
    guard let log = WriteAheadLog(file) else {
      let head = file.bytes(at: 0, count: Int(min(bytes, 4096)))
      return head?.allSatisfy { $0 == 0 } ?? false
    }
    return log.pageBytes == pageBytes && log.firstPages(of: mostPages).allSatisfy { $0 == .us }
  }

  /// More pages than this do not occur in a log of ours, which is kept at 4 MiB.
  private static let mostPages = 8192

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}

extension Descriptor {
  /// The bytes at an offset; nil if the file has fewer, or cannot be read.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let reading = bytes.withUnsafeMutableBytes { read(into: $0, at: Int64(offset)) }
    guard case .success(count) = reading else { return nil }
    return bytes
  }
}
