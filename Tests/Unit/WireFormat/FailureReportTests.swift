import MasteringModel
import StrictJSON
import Testing
import WireFormat

@Suite struct FailureReportTests {
  @Test(arguments: Failure.all)
  func `each failure has its code and its message`(_ failure: Failure) {
    #expect(failure.report.code == failure.code)
    #expect(failure.report.sentence == failure.sentence)
  }

  @Test(arguments: Failure.all)
  func `a code is in snake case`(_ failure: Failure) {
    #expect(failure.report.code.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
  }

  @Test func `two kinds of failure never share a code`() {
    let kinds = Set(Failure.all.map { "\($0.kind): \($0.report.code)" })
    #expect(kinds.count == Set(Failure.all.map(\.kind)).count)
    #expect(kinds.count == Set(Failure.all.map(\.report.code)).count)
  }

  @Test(arguments: [
    (FingerprintFailure.emptyAudio(path: "a"), "empty_audio"),
    (.nonFiniteSamples(path: "a", channel: 0, frame: 0), "non_finite_samples"),
    (.audio(.unsupportedFormat(path: "a", reason: .emptyFile)), "unsupported_format"),
    (.audio(.truncatedAudio(path: "a", atSeconds: 0, ofSeconds: nil)), "truncated_audio"),
  ])
  func `the codes of the fingerprint definition do not change`(
    _ failure: FingerprintFailure, _ code: String
  ) {
    #expect(FailureReport(failure).code == code)
  }

  @Test(arguments: Failure.all)
  func `a message has no full stop, advice has one`(_ failure: Failure) {
    let report = failure.report
    #expect(report.message.last?.isLetter == true || report.message.last?.isNumber == true)
    #expect(report.advice?.hasSuffix(".") != false)
    #expect(report.advice?.first?.isUppercase != false)
  }

  @Test(arguments: Failure.all)
  func `a message follows the file's name, so it begins in lower case`(_ failure: Failure) {
    #expect(failure.report.message.first?.isUppercase == false)
  }

  @Test(arguments: Failure.all)
  func `no part of a path is revealed`(_ failure: Failure) {
    let text = failure.report.payload.text() + failure.report.message
    #expect(!text.contains("/"))
    #expect(!text.contains("secret"))
    #expect(!text.contains("Song"))
  }

  @Test(arguments: Failure.all)
  func `the payload is code and message, advice included`(_ failure: Failure) {
    #expect(
      failure.report.payload == [
        "code": .string(failure.report.code), "message": .string(failure.report.sentence),
      ])
  }

  @Test(arguments: ["busy.", "busy. ", "busy...", "busy\n"])
  func `a full stop in text from elsewhere is dropped`(_ words: String) {
    let report = FailureReport(FingerprintFailure.unavailable(reason: words))
    #expect(report.message == "cannot be analysed now: busy")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a setting that is not a number is printed as Swift prints it`(_ value: Double) {
    let report = FailureReport(InvalidSettings.confidenceThreshold(value))
    #expect(
      report.message == "the confidence threshold \(value) is not a number from 0 to 1")
  }
}
