extension String {
  /// The text, cut or padded with spaces to a width in characters; the middle is cut, because both
  /// ends of a file name carry information.
  func fitted(to width: Int) -> String {
    guard count > width else { return self + String(repeating: " ", count: width - count) }
    let head = (width - 1) / 2
    return prefix(head) + "…" + suffix(width - 1 - head)
  }

  /// The text, padded with spaces on the left to a width in characters.
  func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text, cut at its end or padded with spaces to a width in characters.
  func startFitted(to width: Int) -> String {
    count > width ? prefix(width - 1) + "…" : fitted(to: width)
  }

  /// The text in lines of at most `width` characters, wrapped between words, but never between a
  /// number and its percent sign.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    let percentAfterSpace = "\u{A0}%"
    for word in replacing(" %", with: percentAfterSpace).split(separator: " ") {
      let word = word.replacing(percentAfterSpace, with: " %")
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The text with a capital first letter.
  var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}
