import SystemCalls

/// SQLite's log of the changes of a database, as far as SQLite would replay it.
///
/// Source: SQLite's file format, section 4.1 and 4.2.
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
    pageBytes = Int(Self.word(header[8...], isLittleEndian: false))
    guard (512...65_536).contains(pageBytes), pageBytes.nonzeroBitCount == 1 else { return nil }
    var sums = Sums()
    sums.add(header[..<24], isLittleEndian)
    guard sums.are(header[24...]) else { return nil }
    headerSums = sums
    salts = header[16..<24]
    self.file = file
  }

  /// The owners that the first pages in the log name.
  ///
  /// - Parameter limit: how many frames are read at most.
  func firstPages(of limit: Int) -> [FileOwner] {
    var owners: [FileOwner] = []
    var sums = headerSums
    for frame in 0..<limit {
      let start = Self.headerBytes + frame * (Self.frameBytes + pageBytes)
      guard let bytes = file.bytes(at: start, count: Self.frameBytes + pageBytes),
        bytes[8..<16] == salts
      else { break }
      let page = bytes[Self.frameBytes...]
      sums.add(bytes[..<8], isLittleEndian)
      sums.add(page, isLittleEndian)
      guard sums.are(bytes[16..<24]) else { break }
      if Self.word(bytes[...], isLittleEndian: false) == 1 {
        owners.append(FileOwner.owner(Array(page.prefix(FileOwner.headerBytes))))
      }
    }
    return owners
  }

  private static func word(_ bytes: ArraySlice<UInt8>, isLittleEndian: Bool) -> UInt32 {
    let word = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return isLittleEndian ? word.byteSwapped : word
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
      WriteAheadLog.word(written, isLittleEndian: false) == first
        && WriteAheadLog.word(written.dropFirst(4), isLittleEndian: false) == second
    }
  }
}
