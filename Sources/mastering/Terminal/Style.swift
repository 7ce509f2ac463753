import Recommending

/// Colours and weights for text on a terminal; plain text elsewhere.
struct Style {
  let isColoured: Bool

  /// The style for standard output.
  static var standard: Style { Style(isColoured: Terminal.wantsColour) }

  func bold(_ text: String) -> String { wrapped(text, in: "1") }
  func dim(_ text: String) -> String { wrapped(text, in: "2") }

  /// The text in the colour of a confidence: green for high, yellow for medium.
  func text(_ text: String, for confidence: ConfidenceLevel) -> String {
    switch confidence {
    case .high: wrapped(text, in: "32")
    case .medium: wrapped(text, in: "33")
    case .low, .none: text
    }
  }

  private func wrapped(_ text: String, in code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
