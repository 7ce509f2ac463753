import SystemCalls

/// SQLite's log of the changes of a database.
///
/// Source: SQLite's file format, sections 4.1 and 4.2.
struct WriteAheadLog {
  /// The size of the pages of its database.
  let pageBytes: Int
  private let file: Descriptor
  /// Whether its checksums are of words with the least significant byte first.
  private let isLittleEndian: Bool
  /// What each of its frames repeats; a frame with others is left from an earlier log.
  private let salts: ArraySlice<UInt8>
  private let headerSums: Sums

  static let headerBytes = 32
  private static let frameBytes = 24

  /// The first three bytes, which all logs share; the fourth tells the order of bytes.
  static let mark: [UInt8] = [0x37, 0x7F, 0x06]

  /// Reads the header; nil if it is not that of a log, or of one that SQLite would ignore.
  init?(_ file: Descriptor) {
    guard let header = file.bytes(at: 0, count: Self.headerBytes), header.starts(with: Self.mark)
    else { return nil }
    switch header[3] {
    case 0x82: isLittleEndian = true
    case 0x83: isLittleEndian = false
    default: return nil
    }
    pageBytes = header[8..<12].bigEndian
    guard FileOwner.isPageSize(pageBytes) else { return nil }
    var sums = Sums()
    sums.add(header[..<24], isLittleEndian)
    guard sums.are(header[24...]) else { return nil }
    headerSums = sums
    salts = header[16..<24]
    self.file = file
  }

  /// What the log would do to its database.
  struct Content {
    /// Whether it has a finished transaction, which SQLite would replay.
    var hasTransaction = false
    /// The owners that its copies of the database's first page name.
    var owners: [FileOwner] = []
  }

  /// What SQLite would replay, by the first bytes of a log.
  ///
  /// - Parameter limitBytes: how much of it is read; a transaction that extends past it counts.
  func content(limitBytes: Int) -> Content {
    var content = Content()
    var unfinished: [FileOwner] = []
    var sums = headerSums
    var frame = [UInt8](repeating: 0, count: Self.frameBytes + pageBytes)
    var start = Self.headerBytes
    while start < limitBytes {
      let count = frame.withUnsafeMutableBytes { file.read(into: $0, at: Int64(start)) }
      guard case .success(frame.count) = count, frame[8..<16] == salts else { return content }
      let page = frame[Self.frameBytes...]
      sums.add(frame[..<8], isLittleEndian)
      sums.add(page, isLittleEndian)
      guard sums.are(frame[16..<24]) else { return content }
      if frame[..<4].bigEndian == 1 {
        unfinished.append(FileOwner.owner(Array(page.prefix(FileOwner.headerBytes))))
      }
      // The size of the database, in the last frame of a transaction.
      if frame[4..<8].bigEndian != 0 {
        content.hasTransaction = true
        content.owners += unfinished
        unfinished = []
      }
      start += frame.count
    }
    content.owners += unfinished
    return content
  }

  /// The checksum of section 4.2, which runs through the whole log.
  private struct Sums {
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    mutating func add(_ bytes: ArraySlice<UInt8>, _ isLittleEndian: Bool) {
      bytes.withUnsafeBytes { bytes in
        for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
          let one = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
          let other = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
          first &+= (isLittleEndian ? one.littleEndian : one.bigEndian) &+ second
          second &+= (isLittleEndian ? other.littleEndian : other.bigEndian) &+ first
        }
      }
    }

    /// Whether they are those that are written there, most significant byte first.
    func are(_ written: ArraySlice<UInt8>) -> Bool {
      written.prefix(4).bigEndian == Int(first)
        && written.dropFirst(4).prefix(4).bigEndian == Int(second)
    }
  }
}
