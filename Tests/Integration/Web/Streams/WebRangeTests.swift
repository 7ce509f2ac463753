import StrictJSON
import Testing

/// `Range` as RFC 9110, chapter 14, defines it (HTTP-11).
@Suite(.served { try $0.add(noise: "one.wav") }, .serialized) struct WebRangeTests {
  private let server: ServeProcess
  private let file: [UInt8]

  init() throws {
    server = try .shared()
    file = try #require(Served.shelf).bytes(of: "one.wav")
  }

  /// One second of 16-bit audio plus the header.
  private static let length = 88_244

  private func get(_ range: String, _ fields: HTTPField...) async throws -> HTTPAnswer {
    let track = try await server.track(titled: "one")
    return try await server.answer(
      server.request(
        "GET", "/api/player/stream/\(track)", [HTTPField("Range", range)] + fields))
  }

  @Test func `the file has the length that these tests assume`() {
    #expect(file.count == Self.length)
  }

  @Test(arguments: [
    ("bytes=0-0", 0..<1), ("bytes=0-9", 0..<10), ("bytes=100-199", 100..<200),
    ("bytes=0-", 0..<length), ("bytes=88243-", length - 1..<length),
    ("bytes=88000-", 88_000..<length),
    ("bytes=88243-88243", length - 1..<length), ("bytes=88240-99999", 88_240..<length),
    ("bytes=0-88243", 0..<length), ("bytes=0-99999999999999999999999", 0..<length),
    ("bytes=-1", length - 1..<length), ("bytes=-100", length - 100..<length),
    ("bytes=-88244", 0..<length), ("bytes=-99999", 0..<length),
    ("bytes=-99999999999999999999", 0..<length), ("Bytes=0-9", 0..<10), ("bytes=000-0009", 0..<10),
    ("bytes= 0-9 ", 0..<10), ("bytes=0-9,", 0..<10), ("bytes=,0-9", 0..<10),
    ("bytes=65535-65536", 65_535..<65_537), ("bytes=0-65536", 0..<65_537),
    // Of two ranges, the one that exists.
    ("bytes=0-9,99999-", 0..<10), ("bytes=-0,5-6", 5..<7),
  ])
  func `a single range gives that part`(_ range: String, _ part: Range<Int>) async throws {
    let answer = try await get(range)
    #expect(answer.status == 206)
    #expect(
      answer["Content-Range"] == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(Self.length)")
    #expect(answer["Content-Length"] == "\(part.count)")
    #expect(answer["Content-Type"] == "audio/wav")
    #expect(answer["ETag"] != nil)
    #expect(answer.body == Array(file[part]))
  }

  @Test(arguments: [
    "bytes=88244-", "bytes=88244-88244", "bytes=99999-100000", "bytes=-0",
    "bytes=99999999999999999999-", "bytes=88244-,-0",
  ])
  func `a range after the end is not satisfiable`(_ range: String) async throws {
    let answer = try await get(range)
    #expect(answer.status == 416)
    #expect(answer["Content-Range"] == "bytes */\(Self.length)")
    #expect(answer.errorCode == "range_not_satisfiable")
  }

  @Test(arguments: [
    "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=a-b", "bytes=9-0", "bytes=0-9x",
    "bytes=0x0-9",
    "bytes=+0-9", "bytes=0 - 9", "bytes=0-9-10", "bytes=0-9;1-2", "bytes=1.0-2", "bytes:0-9",
    "bytes =0-9", "0-9", "lines=0-9", "seconds=0-1", "bytes=0-9,x", "bytes=0-9,9-0", "=0-9",
    "bytes=\u{661}-\u{662}", "none", "",
  ])
  func `a field that is not a byte range is ignored`(_ range: String) async throws {
    let answer = try await get(range)
    #expect(answer.status == 200)
    #expect(answer["Content-Range"] == nil)
    #expect(answer.body == file)
  }

  @Test(arguments: [
    ("bytes=0-9,20-29", [0..<10, 20..<30]), ("bytes=0-0,-1", [0..<1, length - 1..<length]),
    ("bytes=20-29,0-9", [20..<30, 0..<10]), ("bytes=0-9,5-14", [0..<10, 5..<15]),
    ("bytes=0-9, ,20-29 ,\t40-49", [0..<10, 20..<30, 40..<50]),
    ("bytes=0-9,99999-,20-29", [0..<10, 20..<30]), ("bytes=0-9,0-9,0-9", [0..<10, 0..<10, 0..<10]),
  ])
  func `several ranges give parts in one answer, or the whole`(
    _ range: String, _ parts: [Range<Int>]
  ) async throws {
    let answer = try await get(range)
    guard answer.status == 206 else {
      // A server may decide that the whole file is cheaper; a later test shows that this one does
      // not always.
      #expect(answer.status == 200)
      #expect(answer.body == file)
      return
    }
    #expect(answer["Content-Range"] == nil)
    let multipart = try MultipartRanges(answer)
    // A server may merge overlapping ranges, but it must send every requested byte, with the file's
    // value.
    var given: Set<Int> = []
    for part in multipart.parts {
      #expect(part.contentType == "audio/wav")
      let match = try #require(part.contentRange.wholeMatch(of: /bytes (\d+)-(\d+)\/(\d+)/))
      let first = try #require(Int(match.output.1))
      let last = try #require(Int(match.output.2))
      #expect(match.output.3 == "\(Self.length)")
      try #require(last < file.count)
      #expect(part.bytes == Array(file[first...last]))
      given.formUnion(first...last)
    }
    #expect(given == Set(parts.joined()))
  }

  @Test func `two distant ranges are sent as two parts`() async throws {
    let answer = try await get("bytes=0-9,80000-80009")
    #expect(answer.status == 206)
    #expect(
      try MultipartRanges(answer).parts.map(\.bytes) == [
        Array(file[0..<10]), Array(file[80_000..<80_010]),
      ])
  }

  @Test(arguments: [
    (0..<500).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ","),
    Array(repeating: "0-", count: 1000).joined(separator: ","),
    Array(repeating: "-88244", count: 1000).joined(separator: ","),
  ])
  func `hundreds of ranges cost no more than the whole file`(_ ranges: String) async throws {
    let answer = try await get("bytes=\(ranges)")
    #expect(answer.status == 200)
    #expect(answer.body == file)
  }

  @Test func `If-Range gives a part of the same file, or the whole of a different one`()
    async throws
  {
    let whole = try await get("none")
    let tag = try #require(whole["ETag"])
    #expect(try await get("bytes=0-9", HTTPField("If-Range", tag)).status == 206)
    for other in ["\"other\"", "W/\(tag)", "Sun, 06 Nov 1994 08:49:37 GMT", "", "x"] {
      let answer = try await get("bytes=0-9", HTTPField("If-Range", other))
      #expect(answer.status == 200, "\(other)")
      #expect(answer.body == file, "\(other)")
    }
    // The range is past the end, but of a different file: so the whole is sent.
    #expect(try await get("bytes=99999-", HTTPField("If-Range", "\"other\"")).status == 200)
  }

  @Test func `the file's date is not strong enough for a part`() async throws {
    let date = try #require(try await get("none")["Last-Modified"])
    let answer = try await get("bytes=0-9", HTTPField("If-Range", date))
    #expect(answer.status == 200)
    #expect(answer.body == file)
  }

  @Test func `HEAD has no ranges`() async throws {
    let track = try await server.track(titled: "one")
    let answer = try await server.answer(
      server.request("HEAD", "/api/player/stream/\(track)", [HTTPField("Range", "bytes=0-9")]))
    #expect(answer.status == 200)
    #expect(answer["Content-Length"] == "\(file.count)")
  }

  @Test func `parts joined together are the file`() async throws {
    var parts: [UInt8] = []
    for start in stride(from: 0, to: file.count, by: 10_007) {
      parts += try await get("bytes=\(start)-\(start + 10_006)").body
    }
    #expect(parts == file)
  }
}
