import Foundation
import ProviderTesting
import StrictJSON
import Testing

@Suite struct JSONRoundTripTests {
  @Test(arguments: 0..<200)
  func `a value is read back from its text`(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let value = JSON.random(depth: 6, using: &random)
    for layout in [JSON.Layout.compact, .indented] {
      #expect(try JSON.parse(value.utf8(layout)) == value)
    }
  }

  @Test(arguments: 0..<100)
  func `damaged text is refused, or read as Foundation reads it`(_ seed: Int) {
    var random = SeededGenerator(seed: 1_000_000 + UInt64(seed))
    let sound = JSON.array([JSON.random(depth: 4, using: &random)]).utf8()
    for _ in 0..<20 {
      var text = sound
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text[index] = UInt8.random(in: 0...255, using: &random)
        case 1:
          text.insert(Array(#"[]{},:"\0e-."#.utf8).randomElement(using: &random) ?? 0, at: index)
        default: text.remove(at: index)
        }
        if text.isEmpty { break }
      }
      // Foundation refuses numbers beyond binary64, which are still valid JSON.
      guard let value = try? JSON.parse(text), value.isWithinBinary64 else { continue }
      let again = value.utf8()
      #expect((try? JSON.parse(again)) == value)
      #expect(throws: Never.self, "\(String(decoding: text, as: UTF8.self))") {
        try JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
      }
    }
  }
}

extension JSON {
  /// A value of any kind. Objects have distinct keys, and numbers use the case that parsing gives.
  fileprivate static func random(depth: Int, using random: inout SeededGenerator) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int(truncatingIfNeeded: random.next()))
    case 3:
      let number = Double(bitPattern: random.next())
      return .number(number.isFinite ? number : 0.5)
    case 4: return .numeral(["1.50", "1e5", "-0", "184467440737095516160"][Int(random.next() % 4)])
    case 5: return .string(text(using: &random))
    case 6:
      return .array(
        (0..<Int(random.next() % 5)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      return .object(
        (0..<Int(random.next() % 20)).map {
          Member("\($0)" + text(using: &random), .random(depth: depth - 1, using: &random))
        })
    }
  }

  fileprivate var isWithinBinary64: Bool {
    switch self {
    case .numeral: asDouble?.isFinite == true
    case .array(let elements): elements.allSatisfy(\.isWithinBinary64)
    case .object(let members): members.allSatisfy(\.value.isWithinBinary64)
    default: true
    }
  }

  private static func text(using random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<(random.next() % 6) {
      let range: ClosedRange<UInt32> = [0...0x7f, 0x80...0x7ff, 0x10000...0x10ffff][
        Int(random.next() % 3)]
      if let scalar = UnicodeScalar(UInt32.random(in: range, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
