#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Why the system refused something: its number for the error.
struct SystemError: Error, Hashable {
  let code: Int32

  /// The error of the last call that failed in this thread.
  static var last: SystemError { SystemError(code: errno) }

  /// The system's words for it.
  var text: String {
    // strerror is not safe in threads; the longest text known has 50 characters.
    var text = [CChar](repeating: 0, count: 256)
    _ = strerror_r(code, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
