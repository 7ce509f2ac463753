import MasteringModel

/// A CUE sheet: which tracks lie where in which files.
///
/// The format was never written down but in the manuals of programs that burned discs, the first of them
/// CDRWIN's. A line is a command; those that say nothing of tracks, places and texts are passed over.
struct CueSheet: Sendable, Hashable {
  /// The files, in the order of the sheet, with the tracks that start in each; those without one too.
  private(set) var files: [File] = []
  /// Whether the texts are in an encoding that is not known, so that none is taken.
  private(set) var isUnreadableText = false

  /// A file of a sheet.
  struct File: Sendable, Hashable {
    /// The last part of its path, which may be one of Windows; nil where it cannot be read.
    let name: String?
    /// Its tracks with sound.
    var tracks: [FileTrack] = []
  }

  /// The most bytes of a sheet. One of 255 tracks with all there can be said of them has some 100 KB.
  static let limitBytes = 1 << 20

  /// Reads a sheet.
  ///
  /// - Throws: ``CueSheetProblem``, but for files that are missing and what the system refuses.
  init(_ bytes: [UInt8]) throws(CueSheetProblem) {
    guard bytes.count <= Self.limitBytes else {
      throw .tooLarge(limitBytes: Self.limitBytes)
    }
    let text = CueText(bytes)
    isUnreadableText = text.isOfUnknownEncoding
    var reading = CueReading()
    for (index, line) in text.lines.enumerated() { try reading.take(line, index + 1) }
    files = try reading.finished()
  }
}

/// The text of a sheet in lines.
struct CueText {
  /// Its lines, without what ends them.
  let lines: [Substring]
  /// Whether the bytes are in an encoding that is not known; then U+FFFD stands for each that is not
  /// ASCII.
  let isOfUnknownEncoding: Bool

  /// Bytes with a mark at the start are what it says; others UTF-8 or Windows-1252, where they can be.
  init(_ bytes: [UInt8]) {
    let text: String
    var isKnown = true
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      text = TagText.ofUTF16(bytes, .little)
    } else {
      let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
      let read = TagText.ofUnknownEncoding(plain)
      isKnown = plain.isEmpty || !read.isEmpty
      text =
        isKnown
        ? read
        : String(
          String.UnicodeScalarView(plain.map { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }))
    }
    isOfUnknownEncoding = !isKnown
    // By bytes: a carriage return with its line feed is one character, and a line end with an accent
    // on it is none. An empty line between the two does no harm but to the count of lines.
    var lines: [Substring] = []
    var start = text.utf8.startIndex
    var last: UInt8 = 0
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      defer { last = byte }
      guard byte == 0x0A || byte == 0x0D else { continue }
      if !(byte == 0x0A && last == 0x0D) { lines.append(Substring(text.utf8[start..<index])) }
      start = text.utf8.index(after: index)
    }
    lines.append(Substring(text.utf8[start...]))
    self.lines = lines
  }
}
