import StrictJSON
import Testing
import WireFormat

@Suite struct FieldsTests {
  private func fields(_ json: String, known: [CallParameter]) throws -> ParameterFields {
    try ParameterFields(try #require(JSON.parse(json).members), known: known)
  }

  private func problem(_ body: () throws -> Void) -> JSON? {
    do {
      try body()
      return nil
    } catch let report as FailureReport {
      return report.rpcError["data"]
    } catch {
      return nil
    }
  }

  @Test func `an unknown name is reported before a missing one`() {
    let data = problem { _ = try fields(#"{"b":1}"#, known: [.required("a")]) }
    #expect(data?["reason"] == "unknown")
    #expect(data?["path"] == "/b")
  }

  @Test func `a missing required parameter is named`() {
    let data = problem { _ = try fields("{}", known: [.optional("a"), .required("b")]) }
    #expect(data?["reason"] == "missing")
    #expect(data?["path"] == "/b")
  }

  @Test func `a name is escaped as JSON Pointer specifies`() {
    let data = problem { _ = try fields(#"{"a/b~c":1}"#, known: []) }
    #expect(data?["path"] == "/a~1b~0c")
  }

  @Test(arguments: ["2", "2.0", "2e0", "20e-1", "-3", "1e300", "1e999"])
  func `a number without a fraction is an integer in any notation`(_ text: String) throws {
    let fields = try fields(#"{"a":\#(text)}"#, known: [.optional("a")])
    #expect(try fields.wholeNumber("a") == Double(text))
  }

  @Test(arguments: ["2.5", "1e-1", "\"2\"", "true", "null", "[]", "{}"])
  func `any other value has the wrong type`(_ text: String) throws {
    let fields = try fields(#"{"a":\#(text)}"#, known: [.optional("a")])
    let data = problem { _ = try fields.wholeNumber("a") }
    #expect(data?["reason"] == "wrong_type")
    #expect(data?["path"] == "/a")
  }

  @Test(arguments: ["0", "7", "7.0", "9007199254740991"])
  func `a track number is from 0 to 2^53 - 1`(_ text: String) throws {
    let fields = try fields(#"{"track_id":\#(text)}"#, known: [.required("track_id")])
    #expect(try fields.trackID() == Double(text).map { Int($0) })
  }

  @Test(arguments: ["-1", "0.5", "9007199254740992", "1e999", "\"7\"", "null"])
  func `no other value is a track number`(_ text: String) throws {
    let fields = try fields(#"{"track_id":\#(text)}"#, known: [.required("track_id")])
    #expect(problem { _ = try fields.trackID() }?["reason"] == "wrong_type")
  }

  @Test func `the first element that is not an object is pointed to`() throws {
    let fields = try fields(#"{"profiles":[{},5]}"#, known: [.optional("profiles")])
    #expect(problem { _ = try fields.objects("profiles") }?["path"] == "/profiles/1")
  }
}
