import HTTPTypes
import StrictJSON
import Testing

@testable import WebHosting

@Suite struct ParametersTests {
  private let known: [(name: String, kind: Parameters.Kind)] = [
    ("filepath", .text), ("confidence_threshold", .number), ("track_id", .trackID),
  ]

  private func members(_ query: String) throws -> [JSON.Member] {
    let target = try #require(RequestTarget("/?\(query)"))
    return try Parameters.members(ofQuery: target, known: known)
  }

  private func isRefused(_ query: String) throws -> Bool {
    let target = try #require(RequestTarget("/?\(query)"))
    do throws(Refusal) {
      _ = try Parameters.members(ofQuery: target, known: known)
      return false
    } catch {
      return error.code == "bad_request" && error.status == .badRequest
    }
  }

  @Test func `parameters become members`() throws {
    #expect(
      try members("filepath=a&confidence_threshold=0.5&track_id=7") == [
        .init("filepath", "a"), .init("confidence_threshold", .number(0.5)),
        .init("track_id", .integer(7)),
      ])
    #expect(try members("") == [])
  }

  @Test(arguments: ["0", "-0", "1e2", "0.25", "1e999", "-7"])
  func `a number is a JSON number`(_ text: String) throws {
    #expect(try members("confidence_threshold=\(text)").first?.value.asDouble == Double(text))
  }

  @Test(arguments: [
    "confidence_threshold=", "confidence_threshold=+1", "confidence_threshold=%201",
    "confidence_threshold=1%20", "confidence_threshold=0x10", "confidence_threshold=1.",
    "confidence_threshold=.5", "confidence_threshold=01", "confidence_threshold=NaN",
    "confidence_threshold=%5B1%5D", "track_id=-1", "track_id=1.0", "track_id=",
    "track_id=9007199254740992", "track_id=99999999999999999999", "track_id=%D9%A3", "other=1",
    "token=x",
    "filepath=a&filepath=a", "track_id=1&track_id=1", "Filepath=a",
  ])
  func `an unknown, repeated or non-numeric parameter is refused`(_ query: String) throws {
    #expect(try isRefused(query))
  }

  @Test func `the refusal of an unknown parameter does not repeat it`() throws {
    let target = try #require(RequestTarget("/?/etc/passwd=1"))
    do throws(Refusal) {
      _ = try Parameters.members(ofQuery: target, known: known)
      Issue.record("was accepted")
    } catch {
      #expect(!error.message.contains("etc"))
    }
  }

  @Test func `the largest track number is 2^53 − 1`() throws {
    #expect(try Parameters.trackID("9007199254740991") == 9_007_199_254_740_991)
    #expect(try Parameters.trackID("007") == 7)
  }

  @Test func `a body is an object or absent`() throws {
    #expect(try Parameters.members(ofBody: []) == nil)
    #expect(try Parameters.members(ofBody: Array(#"{"a":1}"#.utf8)) == [.init("a", .integer(1))])
    for text in ["[]", "1", "{", #"{"a":1,"a":2}"#, " "] {
      #expect(throws: Refusal.self) { try Parameters.members(ofBody: Array(text.utf8)) }
    }
  }
}
