extension Duration {
  /// The time in words, to the second and in at most two units: "8 s", "3 min 05 s", "2 h 07 min".
  /// Less than half a second is "0 s", and so is a negative time.
  package var words: String {
    let seconds = max(0, Int((self / .seconds(1)).rounded()))
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    if hours > 0 { return "\(hours) h \(twoDigits(minutes)) min" }
    if minutes > 0 { return "\(minutes) min \(twoDigits(seconds % 60)) s" }
    return "\(seconds) s"
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
