import MasteringModel
import StrictJSON
import Testing
import WireFormat

/// The `error` member of a JSON-RPC answer.
@Suite struct RPCErrorTests {
  @Test(arguments: Failure.all)
  func `it has the number, the sentence and the code as text`(_ failure: Failure) throws {
    let error = failure.report.rpcError
    #expect(error["code"] == .integer(failure.report.kind.rawValue))
    #expect(error["message"] == .string(failure.report.sentence))
    #expect(error["data"]?["code"] == .string(failure.code))
  }

  @Test(arguments: Failure.all)
  func `no part of a path is revealed`(_ failure: Failure) {
    #expect(!failure.report.rpcError.text().contains("secret"))
  }

  @Test(arguments: [
    (
      FailureReport(AudioFailure.notAFile(path: "a", kind: .folder)),
      #"{"code":"not_a_file","kind":"folder"}"#
    ),
    (
      FailureReport(AudioFailure.truncatedAudio(path: "a", atSeconds: 1.5, ofSeconds: 3)),
      #"{"code":"truncated_audio","at_seconds":1.5,"of_seconds":3.0}"#
    ),
    (
      FailureReport(AudioFailure.truncatedAudio(path: "a", atSeconds: 1.5, ofSeconds: nil)),
      #"{"code":"truncated_audio","at_seconds":1.5}"#
    ),
    (
      FailureReport(FingerprintFailure.nonFiniteSamples(path: "a", channel: 1, frame: 9)),
      #"{"code":"non_finite_samples","channel":1,"frame":9}"#
    ),
    (
      FailureReport(InvalidFingerprint(metric: .crest, value: .infinity)),
      #"{"code":"invalid_fingerprint","metric":"crest_db"}"#
    ),
    (
      FailureReport(InvalidCatalogue.duplicateID("a")),
      #"{"code":"duplicate_profile","profile_id":"a"}"#
    ),
    (
      FailureReport(InvalidProfile(profileID: nil, field: "name", reason: .missing)),
      #"{"code":"invalid_profile","profile_id":null,"field":"name","reason":"missing"}"#
    ),
    (
      FailureReport(JSONSyntaxError(.duplicateKey, at: 7)),
      #"{"code":"parse_error","reason":"duplicate_key","offset":7}"#
    ),
    (
      FailureReport.pathNotAllowed(allowedFolders: ["/music"]),
      #"{"code":"path_not_allowed","allowed":["/music"]}"#
    ),
    (
      FailureReport.invalidParams("/top_k", .wrongType, expected: "a number"),
      #"{"code":"invalid_params","path":"/top_k","reason":"wrong_type","expected":"a number"}"#
    ),
  ])
  func `the facts follow the code`(_ report: FailureReport, _ data: String) {
    #expect(report.rpcError["data"]?.text() == data)
  }
}
