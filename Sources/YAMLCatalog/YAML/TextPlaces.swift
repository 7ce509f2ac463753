/// Lines and columns of a text as the YAML parser counts them: from 1, in Unicode scalars, with
/// every line break of YAML 1.1.
enum TextPlaces {
  /// The line and column of a byte.
  static func place(ofByte offset: Int, in text: String) -> (line: Int, column: Int) {
    var (line, column, byte) = (1, 1, 0)
    let scalars = text.unicodeScalars
    for index in scalars.indices {
      if byte >= offset { break }
      byte += UTF8.width(scalars[index])
      if endsLine(at: index, of: scalars) {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
    }
    return (line, column)
  }

  /// The index of the scalar at a line and column, or nil if there is none.
  static func index(line: Int, column: Int, in text: String) -> String.Index? {
    var (currentLine, currentColumn) = (1, 1)
    let scalars = text.unicodeScalars
    for index in scalars.indices {
      if (currentLine, currentColumn) == (line, column) { return index }
      if endsLine(at: index, of: scalars) {
        (currentLine, currentColumn) = (currentLine + 1, 1)
      } else {
        currentColumn += 1
      }
    }
    return nil
  }

  /// Whether there is a tab at a line and column.
  static func isTab(line: Int, column: Int, in text: String) -> Bool {
    index(line: line, column: column, in: text).map { text.unicodeScalars[$0] == "\t" } ?? false
  }

  private static func endsLine(
    at index: String.Index, of scalars: String.UnicodeScalarView
  ) -> Bool {
    switch scalars[index] {
    case "\n", "\u{85}", "\u{2028}", "\u{2029}": return true
    case "\r":
      // In a Windows line break, the second scalar ends the line.
      let next = scalars.index(after: index)
      return next == scalars.endIndex || scalars[next] != "\n"
    default: return false
    }
  }
}
