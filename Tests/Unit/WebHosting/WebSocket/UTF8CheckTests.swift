import Testing

@testable import WebHosting

@Suite struct UTF8CheckTests {
  /// The standard library's result for the whole text.
  private func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  private func accepts(_ bytes: [UInt8], cutAt cuts: Set<Int> = []) -> Bool {
    var check = UTF8Check()
    var piece: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if cuts.contains(index) {
        guard check.takes(piece) else { return false }
        piece = []
      }
      piece.append(byte)
    }
    return check.takes(piece) && check.isComplete
  }

  @Test func `one, two and three bytes are checked as by the standard library`() {
    for first in UInt8.min...UInt8.max {
      #expect(accepts([first]) == isUTF8([first]))
      for second in UInt8.min...UInt8.max {
        #expect(accepts([first, second]) == isUTF8([first, second]))
        for third in [0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff] as [UInt8] {
          #expect(accepts([first, second, third]) == isUTF8([first, second, third]))
        }
      }
    }
  }

  @Test func `four bytes at every boundary are checked the same way`() {
    let edges: [UInt8] = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
    for first in 0xee...0xff as ClosedRange<UInt8> {
      for second in edges {
        for third in edges {
          for fourth in edges {
            let bytes = [first, second, third, fourth]
            #expect(accepts(bytes) == isUTF8(bytes))
          }
        }
      }
    }
  }

  @Test func `where a text is split makes no difference`() {
    let text = Array("a\u{e9}\u{20ac}\u{10ffff}\u{d7ff}\u{e000}z".utf8)
    for cut in text.indices { #expect(accepts(text, cutAt: [cut])) }
    #expect(accepts(text, cutAt: Set(text.indices)))
    for end in text.indices where !isUTF8(Array(text[..<end])) {
      #expect(!accepts(Array(text[..<end]), cutAt: Set(text.indices)))
    }
  }
}
