import Testing

@testable import WebHosting

@Suite struct HTTPDateTests {
  @Test func `a date is written as RFC 9110 says`() {
    // The example of the RFC, the first second, and a day that only leap years have.
    #expect(HTTPDate.text(ofSecond: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(ofSecond: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(ofSecond: 1_709_210_096) == "Thu, 29 Feb 2024 12:34:56 GMT")
  }

  @Test func `a time beyond every calendar is still a date`() {
    #expect(HTTPDate.text(ofSecond: .max) == HTTPDate.text(ofSecond: 0))
  }
}
