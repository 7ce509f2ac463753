/// An error of the system, by its number.
package struct SystemError: Error, Hashable {
  package let code: Int32

  /// The error of a number.
  package init(code: Int32) {
    self.code = code
  }

  /// The error of the last failed call in this thread.
  package static var last: SystemError { SystemError(code: errno) }

  /// The system's text for it.
  package var text: String {
    // strerror is not thread-safe; the longest known text has 50 characters.
    var text = [CChar](repeating: 0, count: 256)
    _ = strerror_r(code, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
