import Testing
import WireFormat

@Suite struct ErrorCodeTests {
  @Test func `no two codes share a text`() {
    #expect(Set(ErrorCode.allCases.map(\.text)).count == ErrorCode.allCases.count)
  }

  @Test(arguments: ErrorCode.allCases)
  func `a text is in snake case`(_ code: ErrorCode) {
    #expect(code.text.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
  }

  @Test(arguments: ErrorCode.allCases)
  func `a number lies in JSON-RPC's own range or in that of servers`(_ code: ErrorCode) {
    #expect(
      (-32099 ... -32000).contains(code.rawValue) || (-32768 ... -32600).contains(code.rawValue))
  }
}
