/// Whether two files are one recording before and after mastering, judged by their lengths and the
/// movement of their loudness.
///
/// Mastering changes how loud a passage is, sometimes a lot, but rarely whether
/// the next moment is louder or softer. So the steps of loudness are compared, not its
/// level: the levels of two songs that both fade in and out are similar, too.
public enum SameRecording {
  /// The largest difference in length, in seconds, and as a part of the longer one.
  public static let mostSecondsApart = 2.0
  static let largestPartApart = 0.25
  /// The least correlation of the steps of two versions of one recording. Benchmarks/README.md has
  /// the values for mastering chains and for different songs.
  public static let leastCorrelation = 0.3
  /// The fewest steps that allow a judgement: nearly three seconds of sound.
  static let fewestSteps = 20

  /// Why two files are not one recording.
  public enum Difference: Sendable, Hashable {
    /// Their lengths, in seconds, are too far apart.
    case lengths(before: Double, after: Double)
    /// Their loudness moves differently; the correlation of its steps, −1…1.
    case otherSong(correlation: Double)
  }

  /// How the files differ; nil if they can be one recording.
  ///
  /// - Parameters:
  ///   - before, after: the lengths in seconds; nil if unknown.
  ///   - curves: the loudness of each at the same times from its start; nil for silence.
  public static func difference(
    before: Double?, after: Double?, curves: ([Double?], [Double?])? = nil
  ) -> Difference? {
    if let before, let after,
      abs(before - after) > min(mostSecondsApart, max(before, after) * largestPartApart)
    {
      return .lengths(before: before, after: after)
    }
    guard let curves, let correlation = correlation(curves.0, curves.1),
      correlation < leastCorrelation
    else { return nil }
    return .otherSong(correlation: correlation)
  }

  /// The correlation of the steps of two curves where both have sound, at the lag for which it is
  /// largest, because a master may begin a little earlier or later; nil if there is too little sound,
  /// or if one curve is constant.
  ///
  /// The lags go up to a fortieth of the shorter curve, and to two seconds at most: among many lags,
  /// two short songs find one at which they correlate.
  ///
  /// Loudness below −70 LUFS, the gate of BS.1770, counts as silence: where two songs fade out, single steps
  /// of hundreds of decibels would be all that is compared (LRN-55).
  ///
  /// The curves have a value every 0.1 s, each of 400 ms, and a step goes from one such window to the next
  /// window without common samples.
  public static func correlation(_ one: [Double?], _ other: [Double?]) -> Double? {
    let (first, second) = (steps(of: one), steps(of: other))
    let part = Double(min(first.count, second.count)) / 40
    let mostLag = min(Int(part.rounded()), mostLag)
    return (-mostLag...mostLag).compactMap { lag in
      lag >= 0
        ? correlation(first[...], second.dropFirst(lag))
        : correlation(first.dropFirst(-lag), second[...])
    }.max()
  }

  /// In values of a curve; two seconds.
  private static let mostLag = 20
  private static let valuesPerStep = 4
  private static let quietestLUFS = -70.0

  private static func steps(of curve: [Double?]) -> [Double?] {
    guard curve.count > valuesPerStep else { return [] }
    return (valuesPerStep..<curve.count).map { place in
      guard let now = curve[place], let before = curve[place - valuesPerStep],
        min(now, before) >= quietestLUFS
      else { return nil }
      return now - before
    }
  }

  private static func correlation(
    _ one: ArraySlice<Double?>, _ other: ArraySlice<Double?>
  ) -> Double? {
    var count = 0.0
    var sums = (0.0, 0.0)
    var (products, firsts, seconds) = (0.0, 0.0, 0.0)
    for case (let a?, let b?) in zip(one, other) {
      count += 1
      sums.0 += a
      sums.1 += b
      products += a * b
      firsts += a * a
      seconds += b * b
    }
    guard count >= Double(fewestSteps) else { return nil }
    let first = firsts - sums.0 * sums.0 / count
    let second = seconds - sums.1 * sums.1 / count
    guard first > 1e-9, second > 1e-9 else { return nil }
    return (products - sums.0 * sums.1 / count) / (first * second).squareRoot()
  }
}
