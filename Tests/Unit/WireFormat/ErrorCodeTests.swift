import Testing
import WireFormat

@Suite struct ErrorCodeTests {
  @Test func `no two codes have the same text`() {
    #expect(Set(FailureCode.allCases.map(\.text)).count == FailureCode.allCases.count)
  }

  @Test(arguments: FailureCode.allCases)
  func `a text is in snake case`(_ code: FailureCode) {
    #expect(code.text.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
  }

  @Test(arguments: FailureCode.allCases)
  func `a number is in JSON-RPC's own range or in that of servers`(_ code: FailureCode) {
    #expect(
      (-32099 ... -32000).contains(code.rawValue) || (-32768 ... -32600).contains(code.rawValue))
  }
}
