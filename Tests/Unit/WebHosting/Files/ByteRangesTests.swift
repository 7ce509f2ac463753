import Testing

@testable import WebHosting

@Suite struct ByteRangesTests {
  /// A field for a file of 100 bytes, and the ranges it requests.
  struct Case: Sendable, CustomTestStringConvertible {
    let field: String
    let expected: ByteRanges
    var testDescription: String { field.prefix(40).description }

    init(_ field: String, _ expected: ByteRanges) {
      self.field = field
      self.expected = expected
    }
  }

  static let cases = [
    Case("bytes=0-0", .parts([0..<1])), Case("bytes=0-99", .parts([0..<100])),
    Case("bytes=0-1000", .parts([0..<100])), Case("bytes=99-", .parts([99..<100])),
    Case("bytes=40-", .parts([40..<100])), Case("bytes=-1", .parts([99..<100])),
    Case("bytes=-100", .parts([0..<100])), Case("bytes=-101", .parts([0..<100])),
    Case("BYTES=5-6", .parts([5..<7])), Case("bytes=0-0,99-99", .parts([0..<1, 99..<100])),
    Case("bytes= 0-0 ,\t99-99 ,", .parts([0..<1, 99..<100])),
    // Of several ranges, those that the file has.
    Case("bytes=200-300,7-7", .parts([7..<8])),
    Case("bytes=0-9223372036854775807", .parts([0..<100])),
    Case("bytes=0-99999999999999999999999", .parts([0..<100])),
    Case("bytes=100-", .unsatisfiable), Case("bytes=100-200", .unsatisfiable),
    Case("bytes=-0", .unsatisfiable), Case("bytes=99999999999999999999999-", .unsatisfiable),
    Case("bytes=200-300,-0", .unsatisfiable),
    // Invalid syntax, or another unit: as if the field were absent.
    Case("bytes=9-5", .whole), Case("bytes=-", .whole), Case("bytes=", .whole),
    Case("bytes=,", .whole), Case("bytes=a-b", .whole), Case("bytes=1-2-3", .whole),
    Case("bytes=0x0-5", .whole), Case("bytes=+1-5", .whole), Case("bytes=1 -5", .whole),
    Case("bytes=٣-٤", .whole), Case("bytes 0-5", .whole), Case("", .whole),
    Case("items=0-5", .whole), Case("bytes=0-5,x", .whole), Case("bytes=1.0-5", .whole),
    // More than the whole, or more parts than a client needs.
    Case("bytes=0-99,0-99", .whole), Case("bytes=0-60,40-99", .whole),
    Case("bytes=" + (0..<33).map { "\($0)-\($0)" }.joined(separator: ","), .whole),
    Case(
      "bytes=" + (0..<32).map { "\($0)-\($0)" }.joined(separator: ","),
      .parts((0..<32).map { $0..<($0 + 1) })),
  ]

  @Test(arguments: cases) func `a field requests what RFC 9110 specifies`(_ sample: Case) {
    #expect(ByteRanges(sample.field, lengthBytes: 100) == sample.expected)
  }

  @Test func `an empty file has no range`() {
    for field in ["bytes=0-", "bytes=0-0", "bytes=-5"] {
      #expect(ByteRanges(field, lengthBytes: 0) == .unsatisfiable)
    }
  }

  /// Possible for sparse files: 5 EiB, and the largest possible file.
  private static let sparse: [Int64] = [5 << 60, .max - 4096, .max]

  @Test(arguments: sparse)
  func `ranges of a file too large for the sum of lengths give the whole`(_ length: Int64) {
    let ranges = ByteRanges("bytes=0-,0-", lengthBytes: length)
    #expect(ranges == .whole)
    #expect(
      ByteRanges("bytes=0-0,-1", lengthBytes: length) == .parts([0..<1, (length - 1)..<length]))
  }

  @Test func `parts give the whole if their lengths and heads cannot be summed`() {
    let half: Int64 = .max / 2
    #expect(ByteRanges("bytes=0-\(half),\(half + 1)-", lengthBytes: .max) == .whole)
  }

  @Test func `parts are within the file, whatever is requested`() {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("0123456789-,= bytes\t")
    for _ in 0..<20_000 {
      let length = Int64.random(in: 0...20, using: &generator)
      let text =
        "bytes="
        + (0..<Int.random(in: 0...12, using: &generator)).map { _ in
          String(letters.randomElement(using: &generator) ?? "0")
        }.joined()
      if case .parts(let parts) = ByteRanges(text, lengthBytes: length) {
        #expect(!parts.isEmpty, "\(text) of \(length)")
        #expect(
          parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length },
          "\(text) of \(length)")
      }
    }
  }
}
