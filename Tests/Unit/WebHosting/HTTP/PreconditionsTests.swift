import HTTPTypes
import Testing

@testable import WebHosting

/// Conditional requests as specified by RFC 9110 (13).
@Suite struct PreconditionsTests {
  private let conditions = Preconditions(entityTag: "\"a\"", modifiedAtSecond: 784_111_777)
  private static let earlier = "Sun, 06 Nov 1994 08:49:36 GMT"
  private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
  private static let later = "Sun, 06 Nov 1994 08:49:38 GMT"

  private func outcome(_ fields: [HTTPField.Name: String]) -> Preconditions.Outcome {
    var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
    for (name, value) in fields { head.headerFields.append(HTTPField(name: name, value: value)) }
    return conditions.outcome(of: head)
  }

  @Test(arguments: [
    ("*", true), ("\"a\"", true), ("\"b\", \"a\"", true), (" \"b\" ,\t\"a\" ", true),
    ("\"b\"", false), ("W/\"a\"", false), ("\"b,\", \"c\"", false), ("\"b, \"a\"", false),
  ])
  func `If-Match accepts this tag and the wildcard, and compares strongly`(
    _ value: String, _ isMet: Bool
  ) {
    #expect(outcome([.ifMatch: value]) == (isMet ? .met : .failed))
  }

  @Test(arguments: [
    (earlier, Preconditions.Outcome.failed), (same, .met), (later, .met), ("yesterday", .met),
  ])
  func `If-Unmodified-Since is a date`(_ value: String, _ expected: Preconditions.Outcome) {
    #expect(outcome([.ifUnmodifiedSince: value]) == expected)
  }

  @Test func `If-Match takes precedence over If-Unmodified-Since`() {
    #expect(outcome([.ifMatch: "\"a\"", .ifUnmodifiedSince: Self.earlier]) == .met)
    #expect(outcome([.ifMatch: "\"b\"", .ifUnmodifiedSince: Self.later]) == .failed)
  }

  @Test(arguments: [
    ("*", true), ("\"a\"", true), ("W/\"a\"", true), ("\"b\", W/\"a\"", true), ("\"b\"", false),
  ])
  func `If-None-Match compares weakly`(_ value: String, _ hasCopy: Bool) {
    #expect(outcome([.ifNoneMatch: value]) == (hasCopy ? .hasCopy : .met))
  }

  @Test(arguments: [
    (earlier, Preconditions.Outcome.met), (same, .hasCopy), (later, .hasCopy), ("now", .met),
  ])
  func `If-Modified-Since is a date`(_ value: String, _ expected: Preconditions.Outcome) {
    #expect(outcome([.ifModifiedSince: value]) == expected)
  }

  @Test func `If-None-Match takes precedence over If-Modified-Since, and 412 over 304`() {
    #expect(outcome([.ifNoneMatch: "\"b\"", .ifModifiedSince: Self.later]) == .met)
    #expect(outcome([.ifMatch: "\"b\"", .ifNoneMatch: "\"a\""]) == .failed)
  }

  // RFC 9110 (5.6.7) shows the same second in three forms.
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
  ])
  func `a date is read in three forms`(_ text: String) {
    #expect(HTTPDate.second(of: text) == 784_111_777)
  }

  @Test(arguments: [
    0, 1, 86_399, 951_782_400, 951_868_800, 1_709_164_800, 1_709_251_200, 4_102_444_799,
  ])
  func `a written date is read back`(_ second: Int) {
    #expect(HTTPDate.second(of: HTTPDate.text(ofSecond: second)) == second)
  }

  @Test(arguments: [
    "", "Sun", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT x", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
  ])
  func `an invalid date is not read`(_ text: String) {
    #expect(HTTPDate.second(of: text) == nil)
  }
}
