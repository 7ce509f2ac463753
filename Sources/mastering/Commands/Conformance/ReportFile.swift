import Foundation

/// The file for a report, if one is named.
enum ReportFile {
  /// Writes a text to a file, or prints it if none is named.
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error, if the file cannot be
  ///   written.
  static func write(_ text: String, to path: String?) throws {
    guard let path else { return Terminal.print(text, terminator: "") }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      Terminal.writeFailure("cannot be written", about: path)
      throw ExitStatus.fallsShort.code
    }
  }
}
