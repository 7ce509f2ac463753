import MasteringModel

/// The state of reading a sheet.
struct CueReading {
  private struct Track {
    let number: Int
    let isSound: Bool
    let line: Int
    var title: String?
    var performer: String?
    /// Where it starts, in 75ths of a second, and the index of the file it starts in.
    var start: (parts: Int, file: Int)?
  }

  private var names: [(name: String?, isSound: Bool)] = []
  private var tracks: [Track] = []
  private var album: String?
  private var performer: String?
  /// Whether titles and performers are taken; not from a sheet in an unknown encoding.
  private let takesTexts: Bool

  init(takesTexts: Bool) { self.takesTexts = takesTexts }

  /// 75ths of a second, which a compact disc calls frames.
  static let partsPerSecond = 75
  /// No sheet has this many; the limit is for malicious ones.
  private static let mostFiles = 1000

  /// Processes a line; the first is number 1.
  mutating func take(_ line: Substring, _ number: Int) throws(CueSheetProblem) {
    var rest = line[...].trimmed
    let command = rest.takeWord().uppercased()
    switch command {
    case "FILE": takeFile(rest)
    case "TRACK": try takeTrack(rest, number)
    case "INDEX": try takeIndex(rest, number)
    case "TITLE" where takesTexts:
      note(rest.text) {
        $0.title = $1
      } ofAll: {
        $0.album = $1
      }
    case "PERFORMER" where takesTexts:
      note(rest.text) {
        $0.performer = $1
      } ofAll: {
        $0.performer = $1
      }
    default: break
    }
  }

  /// The files and their tracks; call it after the last line.
  func finished() throws(CueSheetProblem) -> [CueSheet.File] {
    guard !tracks.isEmpty else { throw .noTracks }
    var files = names.map { CueSheet.File(name: $0.name) }
    var lastStarts: [Int: Int] = [:]
    for (index, track) in tracks.enumerated() {
      guard let start = track.start else { throw .noStart(track: track.number) }
      if let last = lastStarts[start.file], last >= start.parts { throw .order(line: track.line) }
      lastStarts[start.file] = start.parts
      guard track.isSound, names[start.file].isSound else { continue }
      var end: Int?
      if index + 1 < tracks.count, let next = tracks[index + 1].start, next.file == start.file {
        end = next.parts
      }
      files[start.file].tracks.append(
        FileTrack(
          number: track.number,
          tags: TrackTags(
            title: track.title, artist: track.performer ?? performer, album: album),
          start: Self.time(start.parts), end: end.map(Self.time)))
    }
    return files
  }

  private static func time(_ parts: Int) -> FileTime {
    FileTime(parts: parts, partsPerSecond: partsPerSecond)
  }

  private mutating func takeFile(_ rest: Substring) {
    guard names.count < Self.mostFiles else { return }
    var name = rest
    var kind = Substring()
    if rest.utf8.first == UInt8(ascii: "\""), let end = rest.utf8.lastIndex(of: UInt8(ascii: "\"")),
      end > rest.startIndex
    {
      name = rest[rest.utf8.index(after: rest.startIndex)..<end]
      kind = rest[rest.utf8.index(after: end)...].trimmed
    } else if let blank = rest.utf8.lastIndex(where: { $0 == 0x20 || $0 == 0x09 }) {
      name = rest[..<blank].trimmed
      kind = rest[blank...].trimmed
    }
    // Sheets contain full paths of the machine they were made on, often with Windows. Only files
    // beside the sheet matter.
    let last =
      name.utf8.split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == 0x2F || $0 == 0x5C }
      ).last.map(Substring.init) ?? name
    let isReadable = !last.isEmpty && !last.unicodeScalars.contains("\u{FFFD}")
    names.append(
      (isReadable ? String(last) : nil, !["BINARY", "MOTOROLA"].contains(kind.uppercased())))
  }

  private mutating func takeTrack(_ rest: Substring, _ line: Int) throws(CueSheetProblem) {
    var rest = rest
    guard let number = rest.takeWord().number(mostDigits: 3), number > tracks.last?.number ?? 0,
      number <= FileTrack.largestNumber
    else { throw .trackNumber(line: line) }
    let kind = rest.trimmed.uppercased()
    tracks.append(Track(number: number, isSound: kind.isEmpty || kind == "AUDIO", line: line))
    // A sheet that begins with a track names no file; the file with the sheet's own name is meant.
    if names.isEmpty { names.append((nil, true)) }
  }

  private mutating func takeIndex(_ rest: Substring, _ line: Int) throws(CueSheetProblem) {
    var rest = rest
    guard let index = rest.takeWord().number(mostDigits: 2) else { throw .time(line: line) }
    let fields = rest.trimmed.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 3, let minutes = fields[0].number(mostDigits: 5),
      let seconds = fields[1].number(mostDigits: 2), seconds < 60,
      let parts = fields[2].number(mostDigits: 2), parts < Self.partsPerSecond
    else { throw .time(line: line) }
    // The pause before a track is index 0, and belongs to the end of the track before, as in
    // players. Further indices subdivide a track and are ignored.
    guard index == 1, !tracks.isEmpty, tracks[tracks.count - 1].start == nil else { return }
    tracks[tracks.count - 1].start = (
      (minutes * 60 + seconds) * Self.partsPerSecond + parts, names.count - 1
    )
  }

  private mutating func note(
    _ text: String?, ofTrack: (inout Track, String?) -> Void,
    ofAll: (inout Self, String?) -> Void
  ) {
    if tracks.isEmpty { ofAll(&self, text) } else { ofTrack(&tracks[tracks.count - 1], text) }
  }
}

extension Substring {
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The text without blanks at either end.
  fileprivate var trimmed: Substring {
    let start = utf8.firstIndex { !Self.isBlank($0) } ?? endIndex
    guard let last = utf8.lastIndex(where: { !Self.isBlank($0) }) else { return self[endIndex...] }
    return self[start..<utf8.index(after: last)]
  }

  /// Removes the first word and the blanks after it.
  fileprivate mutating func takeWord() -> Substring {
    let end = utf8.firstIndex(where: Self.isBlank) ?? endIndex
    let word = self[..<end]
    self = self[end...].trimmed
    return word
  }

  /// The text between quotation marks, or all of it; nil if it is empty or in an unknown encoding.
  fileprivate var text: String? {
    var text = self
    if let first = utf8.first, first == UInt8(ascii: "\"") {
      text = self[utf8.index(after: startIndex)...]
      if text.utf8.last == first { text = text[..<text.utf8.index(before: text.endIndex)] }
    }
    return text.isEmpty || text.unicodeScalars.contains("\u{FFFD}") ? nil : String(text)
  }

  /// A number of at most this many digits; nil for anything else.
  fileprivate func number(mostDigits: Int) -> Int? {
    guard (1...mostDigits).contains(utf8.count), utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(self)
  }
}
