import Foundation
import StrictJSON

/// Texts that no answer may contain.
struct ForbiddenTexts {
  private let texts: [String]

  /// - Parameters:
  ///   - patterns: texts and placeholders.
  ///   - text: returns the text for a placeholder.
  init(
    _ patterns: [JSON], _ text: (Placeholder) throws(WorkspaceProblem) -> String
  ) throws(WorkspaceProblem) {
    var texts: [String] = []
    for pattern in patterns {
      if let text = try pattern.replacingPlaceholders(text).asString { texts.append(text) }
    }
    self.texts = texts
  }

  /// A mismatch for each text that an answer contains as written.
  func mismatches(in bytes: [UInt8]) -> [Mismatch] {
    texts.filter { bytes.contains(text: $0) }.map(Self.mismatch)
  }

  /// A mismatch for each text that an answer contains, as written or after resolving escapes.
  func mismatches(in bytes: [UInt8], _ value: JSON) -> [Mismatch] {
    texts.filter { bytes.contains(text: $0) || value.containsText($0) }.map(Self.mismatch)
  }

  private static func mismatch(_ text: String) -> Mismatch {
    Mismatch(.forbidden, at: .root, expected: .string(text), actual: nil)
  }
}

extension Sequence<UInt8> {
  /// Whether they contain the bytes of a text.
  fileprivate func contains(text: String) -> Bool {
    let found = Array(text.utf8).withUnsafeBufferPointer { piece in
      withContiguousStorageIfAvailable { $0.contains(piece) }
    }
    return found ?? Array(self).contains(text: text)
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func contains(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = piece.first, count >= piece.count, let start = baseAddress,
      let wanted = piece.baseAddress
    else { return piece.isEmpty }
    let last = count - piece.count
    var place = 0
    while place <= last, let hit = memchr(start + place, Int32(first), last - place + 1) {
      if memcmp(hit, wanted, piece.count) == 0 { return true }
      place = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(hit)) + 1
    }
    return false
  }
}

extension JSON {
  /// Whether a string or key anywhere in the value contains the text.
  fileprivate func containsText(_ text: String) -> Bool {
    switch self {
    case .string(let string): string.utf8.contains(text: text)
    case .array(let elements): elements.contains { $0.containsText(text) }
    case .object(let members):
      members.contains { $0.key.utf8.contains(text: text) || $0.value.containsText(text) }
    default: false
    }
  }
}
