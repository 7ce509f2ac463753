/// Why the system refused something: its number for the error.
package struct SystemError: Error, Hashable {
  package let code: Int32

  /// The error of a number.
  package init(code: Int32) {
    self.code = code
  }

  /// The error of the last call that failed in this thread.
  package static var last: SystemError { SystemError(code: errno) }

  /// The system's words for it.
  package var text: String {
    // strerror is not safe in threads; the longest text known has 50 characters.
    var text = [CChar](repeating: 0, count: 256)
    _ = strerror_r(code, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
