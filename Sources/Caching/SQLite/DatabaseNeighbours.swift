import SystemCalls
import SystemFiles

/// The files that SQLite keeps beside a database, by their names alone: it replays, empties or deletes
/// whatever lies there. What a person or another program has put there is never touched (CCH-26).
enum DatabaseNeighbours {
  /// Why a database is left alone because of a neighbour that is not its own, or that cannot be read;
  /// nil if there is none.
  ///
  /// - Parameters:
  ///   - path: the path of the database, or of a link to it.
  ///   - owner: the owner of the file at the path.
  static func refusal(besideFileAt path: String, of owner: FileOwner) -> CacheTrouble? {
    let path = SmallFile.target(of: path)
    do throws(CacheTrouble) {
      for suffix in endings {
        // Other processes delete, begin and shorten these files meanwhile: only what is foreign twice
        // is.
        var isForeign = true
        for _ in 0..<2 where isForeign { isForeign = try isForeignNow(path, suffix, owner) }
        if isForeign { return .foreignNeighbour(suffix: suffix) }
      }
      return nil
    } catch {
      return error
    }
  }

  static let log = "-wal"
  private static let journal = "-journal"
  private static let index = "-shm"
  /// What SQLite appends to the name of a database.
  static let endings = [log, journal, index]

  private static func isForeignNow(
    _ path: String, _ suffix: String, _ owner: FileOwner
  ) throws(CacheTrouble) -> Bool {
    switch FileNumber.kind(ofFileAt: path + suffix, followsLinks: false) {
    case .nothing, .file(bytes: 0): return false
    case .other: return true
    case .file:
      do { return try !isOurs(path, suffix, owner) } catch { throw CacheTrouble(error) }
    }
  }

  /// Source for the formats: SQLite's file format, sections 3 and 4.1, and its description of the
  /// index of the log.
  private static func isOurs(_ path: String, _ suffix: String, _ owner: FileOwner) throws -> Bool {
    let isOfUs = owner == .us
    if suffix == index {
      guard try LogIndex.isIndex(path + suffix) else { return false }
      if isOfUs { return true }
      // Without rows in a log it holds nothing.
      return try !isForeignNow(path, log, owner)
    }
    let number = open(path + suffix, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if number < 0, errno == ENOENT { return true }
    guard number >= 0 else { throw SystemError.last }
    defer { close(number) }
    let file = Descriptor(number: number)
    let database = isOfUs ? try Database(ofFileAt: path) : nil
    return suffix == journal ? isJournal(file, of: database) : isLog(file, of: database)
  }

  /// Our database as the files beside it must fit it.
  private struct Database {
    let bytes: Int64
    /// Nil if its header is damaged.
    let pageBytes: Int?

    init(ofFileAt path: String) throws {
      bytes = fileSize(path)
      pageBytes = try FileOwner.pageBytes(ofFileAt: path)
    }
  }

  /// - Parameter database: nil if there is none.
  private static func isJournal(_ file: Descriptor, of database: Database?) -> Bool {
    guard let header = file.bytes(at: 0, count: 28) else { return false }
    if database != nil, header.allSatisfy({ $0 == 0 }) { return true }
    // The mark is written last: until then there are zeros in its place, and SQLite does not replay
    // it.
    let isUnfinished = header[..<12].allSatisfy { $0 == 0 }
    let isMarked = header.starts(with: [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
    let (sectorBytes, pageBytes) = (header[20..<24].bigEndian, header[24..<28].bigEndian)
    guard
      isMarked
        || isUnfinished && FileOwner.isPageSize(sectorBytes) && FileOwner.isPageSize(pageBytes)
    else {
      return false
    }
    // Replaying the journal of a creation empties the database, which ours has at most a page then.
    let isOfCreation = header[16..<20].allSatisfy { $0 == 0 }
    guard let database else { return isOfCreation }
    if isOfCreation { return database.bytes <= database.pageBytes ?? pageBytes }
    guard pageBytes == database.pageBytes else { return false }
    return isUnfinished
      || FileOwner.isPageSize(sectorBytes)
        && holdsOurFirstPage(file, sectorBytes: sectorBytes, pageBytes)
  }

  /// Whether the first page in a journal is that of a database of ours.
  private static func holdsOurFirstPage(
    _ journal: Descriptor, sectorBytes: Int, _ pageBytes: Int
  ) -> Bool {
    for start in stride(from: sectorBytes, to: limitBytes, by: 4 + pageBytes + 4) {
      guard let number = journal.bytes(at: start, count: 4) else { return false }
      guard number[...].bigEndian == 1 else { continue }
      let page = journal.bytes(at: start + 4, count: FileOwner.headerBytes)
      return page.map(FileOwner.owner) == .us
    }
    return false
  }

  /// - Parameter database: nil if there is none.
  private static func isLog(_ file: Descriptor, of database: Database?) -> Bool {
    let log = WriteAheadLog(file)
    guard let database else {
      // The first page is in the log after each change: only the database itself was deleted.
      return log?.content(limitBytes: limitBytes).owners.contains(.us) ?? false
    }
    guard let log else {
      // A log whose head was cut short or never reached the disk has no rows.
      guard let head = file.bytes(at: 0, upTo: 4096) else { return false }
      return head.allSatisfy { $0 == 0 }
        || head.count < WriteAheadLog.headerBytes && WriteAheadLog.mark.starts(with: head.prefix(3))
    }
    if let pageBytes = database.pageBytes, log.pageBytes != pageBytes { return false }
    let content = log.content(limitBytes: limitBytes)
    // Each of our transactions changes the first page (``CacheWriter``).
    return content.owners.allSatisfy { $0 == .us }
      && (!content.hasTransaction || !content.owners.isEmpty)
  }

  /// How much of a file is read: far more than a log of ours has unless the database was just emptied,
  /// and that begins with its first page.
  private static let limitBytes = 64 << 20
}
