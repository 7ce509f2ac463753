import SystemCalls

/// The periodic Hann window, ½ − ½ cos(2πi / n).
enum HannWindow {
  /// The window of `count` samples, each times `scale`.
  static func samples(count: Int, scaledBy scale: Double) -> [Double] {
    (0..<count).map { scale * (0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count))) }
  }
}

/// t = e^(−2πik/n): the turn from the transform of a sequence's halves to that of the whole.
struct Twiddles: Sendable {
  /// Re t for k from 0 on.
  let real: [Double]
  /// Im t for k from 0 on.
  let imaginary: [Double]

  /// The turns for k from 0 to `last`.
  init(through last: Int, of count: Int) {
    let angles = (0...last).map { 2 * .pi * Double($0) / Double(count) }
    real = angles.map { cos($0) }
    imaginary = angles.map { -sin($0) }
  }
}
