extension String {
  /// The text in a form that is safe to show: control characters, which could control the terminal,
  /// are replaced.
  package var printable: String { printable(keepsLines: false) }

  /// The same with line feeds and tabs kept.
  package var printableLines: String { printable(keepsLines: true) }

  private func printable(keepsLines: Bool) -> String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          if keepsLines, scalar == "\n" || scalar == "\t" { return scalar }
          return switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
          default: scalar
          }
        }))
  }
}
