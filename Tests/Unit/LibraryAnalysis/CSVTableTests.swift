import LibraryAnalysis
import MasteringModel
import ProviderTesting
import Recommending
import Testing
import WireFormat

@Suite struct CSVTableTests {
  @Test(arguments: [
    (["a", "b"], "a,b"), ([""], ""), (["a", "", ""], "a,,"), (["a,b"], "\"a,b\""),
    (["say \"hi\""], "\"say \"\"hi\"\"\""), (["two\nlines"], "\"two\nlines\""),
    (["\r"], "\"\r\""), ([" a"], "\" a\""), (["a "], "\"a \""), (["a b"], "a b"),
    // Swift treats the quotation mark and a combining accent on it as one character; a CSV reader
    // does not.
    (["\"\u{301}"], "\"\"\"\u{301}\""), (["\r\n"], "\"\r\n\""), (["é;'"], "é;'"),
  ])
  func `a field is quoted if necessary`(fields: [String], line: String) {
    #expect(Array(CSVTable.line(fields).utf8) == Array(line.utf8))
  }

  @Test(arguments: [
    ("a", "a"), ("", ""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("a=1", "a=1"),
    ("=\u{301}", "'=\u{301}"),
    ("a\u{1b}[2J", "a\u{fffd}[2J"), ("a\u{9b}2J", "a\u{fffd}2J"), ("a\nb\tc", "a\nb\tc"),
    ("＝1+1", "'＝1+1"), ("＠SUM", "'＠SUM"), ("a\u{202e}3pm", "a\u{fffd}3pm"),
    ("\u{2066}=1", "\u{fffd}=1"),
  ])
  func `external text is neither a formula nor a command`(_ text: String, _ safe: String) {
    #expect(CSVTable.safe(text).unicodeScalars.elementsEqual(safe.unicodeScalars))
  }

  @Test func `the texts of a line are safe, and its numbers are numbers`() {
    let profile = Profile.sample(id: "-v1", name: "=cmd")
    let record = TrackRecord(
      path: "@a\u{1b}.wav",
      .analysed(
        AnalysedTrack(
          analysis: .sample(fingerprint: .sample(loudnessDBFS: -0.1)),
          recommendation: .sample(primaryProfile: profile), isFromCache: true)))
    let cells = CSVTable().row(record).split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells.first == "'@a\u{fffd}.wav")
    #expect(cells.contains("'=cmd"))
    #expect(cells.contains("'-v1"))
    #expect(cells.contains("-0.1"))
  }

  private let failure = TrackRecord(
    path: "a.wav", .failed(FailureReport(AudioFailure.notFound(path: "a.wav"))))

  private func analysed(_ recommendation: Recommendation) -> TrackRecord {
    TrackRecord(
      path: "a.wav",
      .analysed(
        AnalysedTrack(
          analysis: .sample(fingerprint: .sample(loudnessDBFS: -0.1)),
          recommendation: recommendation, isFromCache: true)))
  }

  @Test func `every line has as many fields as the header`() {
    let count = CSVTable().header.split(separator: ",", omittingEmptySubsequences: false).count
    for record in [failure, analysed(.sample())] {
      let row = CSVTable().row(record)
      #expect(row.split(separator: ",", omittingEmptySubsequences: false).count == count)
    }
  }

  @Test func `a failure has only its code`() {
    let row = CSVTable().row(failure)
    #expect(row.hasPrefix("a.wav,file_not_found,"))
    #expect(row.dropFirst("a.wav,file_not_found".count).allSatisfy { $0 == "," })
  }

  @Test func `numbers are written so that they read back the same`() {
    let row = CSVTable().row(analysed(.sample())).split(separator: ",")
    let heading = CSVTable().header.split(separator: ",").firstIndex(of: "loudness_dbfs")
    // The `error` field before it is empty.
    #expect(heading.map { row[$0 - 1] } == "-0.1")
  }

  @Test func `a blend lists its profiles and weights`() {
    let profiles = [Profile.sample(id: "a"), .sample(id: "b")]
    let hybrid = Recommendation.sample(
      primaryProfile: profiles[0],
      kind: .hybrid([
        WeightedProfile(profile: profiles[0], weight: 0.75),
        WeightedProfile(profile: profiles[1], weight: 0.25),
      ]))
    #expect(CSVTable().row(analysed(hybrid)).hasSuffix(",a 0.75; b 0.25"))
    #expect(CSVTable().row(analysed(hybrid)).contains(",hybrid,a,"))
    #expect(CSVTable().row(analysed(.sample())).hasSuffix(","))
  }
}
