import Synchronization
import SystemCalls

/// Dates in the format of HTTP (RFC 9110, 5.6.7): `Tue, 24 Nov 2026 16:18:02 GMT`.
enum HTTPDate {
  /// The seconds that can be written, since 1970: the years have four digits. A file's time can be
  /// any number that its file system can store.
  private static let seconds = -62_167_219_200...253_402_300_799

  /// The date of a time in seconds since 1970; times out of range are clamped.
  static func text(ofSecond second: Int) -> String {
    var time = time_t(min(max(second, seconds.lowerBound), seconds.upperBound))
    var parts = tm()
    guard gmtime_r(&time, &parts) != nil else { return text(ofSecond: 0) }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let digits = String(parts.tm_year + 1900)
    let year = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    let date = "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(year)"
    let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    return "\(days[Int(parts.tm_wday)]), \(date) \(clock) GMT"
  }

  /// The current date, formatted at most once a second.
  static func now() -> String {
    let second = currentSecond
    return current.withLock { current in
      if current.second != second { current = (second, text(ofSecond: second)) }
      return current.text
    }
  }

  /// The current time in seconds since 1970.
  static var currentSecond: Int { Int(time(nil)) }

  private static let current = Mutex((second: Int.min, text: ""))
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
