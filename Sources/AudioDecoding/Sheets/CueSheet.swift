import MasteringModel

/// A CUE sheet: the files and the positions of the tracks in them.
///
/// The format was only ever described in the manuals of disc-burning programs, CDRWIN's first. Each
/// line is a command; those that do not concern tracks, positions and texts are skipped.
struct CueSheet: Sendable, Hashable {
  /// The files, in the order of the sheet, with the tracks that start in each; including those
  /// without tracks.
  private(set) var files: [File] = []

  /// A file of a sheet.
  struct File: Sendable, Hashable {
    /// The last component of its path, which may be a Windows path; nil if it cannot be read.
    let name: String?
    /// Its tracks with sound.
    var tracks: [FileTrack] = []
  }

  /// The largest size of a sheet. A sheet of 255 tracks with every possible text has about 100 KB.
  static let limitBytes = 1 << 20

  /// Reads a sheet.
  ///
  /// - Throws: ``CueSheetProblem``, except for missing files and system failures.
  init(_ bytes: [UInt8]) throws(CueSheetProblem) {
    guard bytes.count <= Self.limitBytes else {
      throw .tooLarge(limitBytes: Self.limitBytes)
    }
    let text = CueText(bytes)
    var reading = CueReading(takesTexts: !text.isOfUnknownEncoding)
    for (index, line) in text.lines.enumerated() { try reading.take(line, index + 1) }
    files = try reading.finished()
  }
}

/// The text of a sheet in lines.
struct CueText {
  /// Its lines, without line ends.
  let lines: [Substring]
  /// Whether the bytes are in an unknown encoding; each that is not ASCII is then replaced by
  /// U+FFFD.
  let isOfUnknownEncoding: Bool

  /// A byte order mark determines the encoding; otherwise it is UTF-8 or Windows-1252, if the bytes
  /// can be.
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
    // By bytes: a carriage return and line feed form one character, and a line end with a combining
    // accent is another. An empty line between the two would only change the line count.
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
