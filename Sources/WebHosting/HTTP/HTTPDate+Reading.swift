extension HTTPDate {
  /// The seconds since 1970 of a date in any of the three forms that a recipient has to accept (RFC
  /// 9110, 5.6.7); nil for any other text.
  static func second(of text: String) -> Int? {
    let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    switch words.count {
    // Sun, 06 Nov 1994 08:49:37 GMT
    case 6 where words[0].hasSuffix(",") && words[5] == "GMT":
      return second(
        day: words[1], month: words[2], year: number(words[3], digits: 4), clock: words[4])
    // Sunday, 06-Nov-94 08:49:37 GMT
    case 4 where words[0].hasSuffix(",") && words[3] == "GMT":
      let date = words[1].split(separator: "-").map(String.init)
      guard date.count == 3, let short = number(date[2], digits: 2) else { return nil }
      // A two-digit year is at most 50 years ahead.
      let thisYear = civil(currentSecond / 86_400)
      let year = short + thisYear / 100 * 100
      return second(
        day: date[0], month: date[1], year: year > thisYear + 50 ? year - 100 : year,
        clock: words[2])
    // Sun Nov  6 08:49:37 1994
    case 5:
      let day = words[2].count == 1 ? "0\(words[2])" : words[2]
      return second(
        day: day, month: words[1], year: number(words[4], digits: 4), clock: words[3])
    default: return nil
    }
  }

  private static func second(day: String, month: String, year: Int?, clock: String) -> Int? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let year, let day = number(day, digits: 2),
      let month = monthNames.firstIndex(of: month), (1...31).contains(day),
      let hour = number(parts[0], digits: 2), hour < 24,
      let minute = number(parts[1], digits: 2), minute < 60,
      // A leap second counts as the second before it.
      let second = number(parts[2], digits: 2), second <= 60
    else { return nil }
    return days(year: year, month: month + 1, day: day) * 86_400 + hour * 3600 + minute * 60
      + second
  }

  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Exactly this many digits.
  private static func number(_ text: String, digits: Int) -> Int? {
    text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      ? Int(text) : nil
  }

  /// The days since 1970 of a Gregorian date. Years are counted from March, so that the leap day is
  /// the last day of its year.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    // There are 719_468 days between 1 March of the year 0 and 1 January 1970.
    return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
  }

  /// The year of a day since 1970, within a day at its ends.
  private static func civil(_ day: Int) -> Int { 1970 + day * 400 / 146_097 }
}
