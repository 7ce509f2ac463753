/// A fraction as a bar of block characters, with a resolution of an eighth of a column.
enum Bar {
  /// The bar for a fraction of 0…1, always `width` columns wide.
  static func text(_ fraction: Double, width: Int) -> String {
    let eighths = Int((min(max(fraction, 0), 1) * Double(8 * width)).rounded())
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let filled = String(repeating: "█", count: eighths / 8) + partial
    return filled + String(repeating: "·", count: width - filled.count)
  }
}
