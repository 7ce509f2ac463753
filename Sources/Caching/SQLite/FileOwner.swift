import GRDBSQLite
import SystemFiles

/// The owner of the file at the path of a database, by its first bytes: only our own is ever opened
/// as a database, renamed or deleted.
enum FileOwner {
  /// There is no file.
  case none
  /// An empty file, which any program may fill.
  case empty
  /// A database with our mark, ``CacheSchema/applicationID``, sound or not.
  case us
  /// A database without our mark.
  case anotherProgram
  /// Not a database: a file of another kind, a folder, a pipe.
  case unknown

  /// Inspects the file at a path; changes nothing.
  ///
  /// - Throws: SQLite's error if it cannot be read.
  init(ofFileAt path: String, followsLinks: Bool = true) throws(CacheTrouble) {
    switch FileNumber.kind(ofFileAt: path, followsLinks: followsLinks) {
    case .nothing: self = .none
    case .other: self = .unknown
    case .file(bytes: 0): self = .empty
    case .file(bytes: ..<Int64(Self.headerBytes)): self = .unknown
    case .file: self = Self.owner(try Self.header(ofFileAt: path))
    }
  }

  /// Why the file is left alone; nil if it may be used.
  var refusal: CacheTrouble? {
    switch self {
    case .none, .empty, .us: nil
    case .anotherProgram: .foreign
    case .unknown: .notOurs
    }
  }

  /// How many bytes are inspected. Source: SQLite's file format, section 1.3.
  static let headerBytes = 100

  static func owner(_ header: [UInt8]) -> FileOwner {
    guard header.starts(with: "SQLite format 3\0".utf8) else { return .unknown }
    let mark = UInt32(bitPattern: CacheSchema.applicationID)
    return header[68..<72].bigEndian == Int(mark) ? .us : .anotherProgram
  }

  /// The size of the pages of a database; nil if its header is damaged.
  ///
  /// - Throws: SQLite's error if it cannot be read.
  static func pageBytes(ofFileAt path: String) throws(CacheTrouble) -> Int? {
    let stated = try header(ofFileAt: path)[16..<18].bigEndian
    let bytes = stated == 1 ? 65_536 : stated
    return isPageSize(bytes) ? bytes : nil
  }

  /// Whether pages, or the sectors of a journal, can have this size.
  static func isPageSize(_ bytes: Int) -> Bool {
    (512...65_536).contains(bytes) && bytes.nonzeroBitCount == 1
  }

  /// The first bytes of a regular file, read through SQLite: closing a descriptor of our own would
  /// release all locks that connections of this process hold on the file.
  private static func header(ofFileAt path: String) throws(CacheTrouble) -> [UInt8] {
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    var code = sqlite3_open_v2(
      CacheConnection.literal(path), &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK else { throw CacheTrouble(sqliteCode: code) }
    var file: UnsafeMutablePointer<sqlite3_file>?
    code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    guard code == SQLITE_OK, let file, let read = file.pointee.pMethods?.pointee.xRead else {
      throw CacheTrouble(sqliteCode: code)
    }
    var header = [UInt8](repeating: 0, count: headerBytes)
    code = read(file, &header, Int32(headerBytes), 0)
    // It may have been truncated in the meantime: missing bytes read as zeros.
    guard code == SQLITE_OK || code & 0xff == SQLITE_IOERR && code >> 8 == 2 else {
      throw CacheTrouble(sqliteCode: code)
    }
    return header
  }
}
