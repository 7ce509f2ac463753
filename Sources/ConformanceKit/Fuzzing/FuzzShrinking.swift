import Foundation
import StrictJSON

extension FuzzStory {
  /// Slightly smaller stories: one call, member or element fewer, a simpler value, a shorter file.
  /// The largest steps come first.
  func smaller() -> [FuzzStory] {
    var found: [FuzzStory] = []
    if calls.count > 1 {
      for length in [calls.count / 2, 1] where length > 0 {
        for start in stride(from: 0, to: calls.count, by: length) {
          var story = self
          story.calls.removeSubrange(start..<min(start + length, calls.count))
          if !story.calls.isEmpty { found.append(story) }
        }
      }
    }
    for index in calls.indices {
      for params in calls[index].params.simpler() {
        var story = self
        story.calls[index].params = params
        found.append(story)
      }
    }
    return found
  }
}

extension JSON {
  /// Slightly simpler values.
  fileprivate func simpler() -> [JSON] {
    if case .file(let name, let bytes)? = Placeholder(self) {
      return Self.shorter(bytes).map { bytes in
        [
          "$file": [
            "name": .string(name), "base64": .string(Data(bytes).base64EncodedString()),
          ]
        ]
      }
    }
    switch self {
    case .object(let members):
      var found: [JSON] = []
      for index in members.indices {
        var fewer = members
        fewer.remove(at: index)
        found.append(.object(fewer))
      }
      for index in members.indices {
        for value in members[index].value.simpler() {
          var simpler = members
          simpler[index] = Member(members[index].key, value)
          found.append(.object(simpler))
        }
      }
      return found
    case .array(let elements):
      var found: [JSON] = []
      for index in elements.indices {
        var fewer = elements
        fewer.remove(at: index)
        found.append(.array(fewer))
      }
      for index in elements.indices {
        for value in elements[index].simpler() {
          var simpler = elements
          simpler[index] = value
          found.append(.array(simpler))
        }
      }
      return found
    case .string(let text):
      // A text may be a message.
      if let inner = try? JSON.parse(Array(text.utf8)), inner.members != nil {
        return inner.simpler().map { .string($0.text()) }
      }
      return text.isEmpty ? [] : ["", .string(String(text.prefix(text.count / 2)))]
    case .number(let number):
      let rounder = [0, number.rounded(), (number * 8).rounded() / 8]
      return rounder.filter { $0.isFinite && $0 != number && $0.isSimpler(than: number) }
        .map { .number($0) }
    case .integer(let integer):
      return [0, 1, integer / 2].filter { abs($0) < abs(integer) }.map { .integer($0) }
    case .numeral(let text):
      guard let number = Double(text), number.isFinite else { return [] }
      return [.number(number)]
    case .null, .bool: return []
    }
  }

  /// A WAV file with fewer frames and corrected lengths; any other file is cut.
  private static func shorter(_ bytes: [UInt8]) -> [[UInt8]] {
    guard bytes.count > 64 else {
      return bytes.isEmpty ? [] : [Array(bytes.prefix(bytes.count / 2))]
    }
    return [bytes.count / 2, bytes.count / 8, 24].map { cut in
      var shorter = Array(bytes.dropLast(cut / 24 * 24))
      // The declared length of the data chunk keeps its difference from the actual one.
      if let data = shorter.firstRange(of: Array("data".utf8))?.upperBound,
        data + 4 <= shorter.count
      {
        let said = (0..<4).reduce(0) { $0 | Int(shorter[data + $1]) << (8 * $1) }
        let now = max(0, said - cut / 24 * 24)
        for index in 0..<4 { shorter[data + index] = UInt8(truncatingIfNeeded: now >> (8 * index)) }
      }
      return shorter
    }.filter { $0.count < bytes.count }
  }
}

extension Double {
  fileprivate func isSimpler(than other: Double) -> Bool {
    "\(self)".count < "\(other)".count || abs(self) < abs(other)
  }
}
