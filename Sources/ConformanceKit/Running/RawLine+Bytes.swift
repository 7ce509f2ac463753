import StrictJSON

extension RawLine {
  /// The bytes that are sent.
  ///
  /// - Parameter text: returns the text for a placeholder.
  func bytes(
    _ text: (Placeholder) throws(WorkspaceProblem) -> String
  ) throws(WorkspaceProblem) -> [UInt8] {
    switch self {
    case .text(let text): return Array(text.utf8)
    case .bytes(let bytes): return bytes
    case .placeholder(let placeholder): return Array(try text(placeholder).utf8)
    case .captured(let capture):
      throw .nothingCaptured(step: capture.step, place: capture.place.description)
    case .json(let json): return try json.replacingPlaceholders(text).utf8()
    case .repeated(let line, let count):
      let piece = try line.bytes(text)
      let length = piece.count * count
      guard length > 0 else { return [] }
      var whole = piece
      whole.reserveCapacity(length)
      while whole.count < length { whole += Array(whole.prefix(length - whole.count)) }
      return whole
    case .joined(let lines):
      var whole: [UInt8] = []
      for line in lines { whole += try line.bytes(text) }
      return whole
    }
  }

  /// Every placeholder in it.
  var placeholders: [Placeholder] {
    switch self {
    case .text, .bytes, .captured: []
    case .placeholder(let placeholder): [placeholder]
    case .json(let json): json.placeholders
    case .repeated(let line, _): line.placeholders
    case .joined(let lines): lines.flatMap(\.placeholders)
    }
  }
}
