import AudioDecoding
import AudioFixtures
import Fingerprinting
import Foundation
import LearningFiles
import LoudnessMetering
import MasteringModel
import MasteringService
import ProfileCatalog
import Recommending
import Rendering
import StrictJSON
import Testing
import WireFormat

/// `render.plan` and `track.render` (RPC-70 to RPC-72).
@Suite struct RenderingMethodTests {
  private let folder: TemporaryFolder
  private let sources: TemporaryFolder
  private let outbox = RecordingOutbox()
  private let session: CallerSession
  private let hybrid: String

  init() throws {
    folder = try TemporaryFolder()
    sources = try TemporaryFolder()
    hybrid = try sources.file("beats.wav", .beats, as: .integer16)
    session = try Self.session(.unrestricted, outbox)
  }

  private static func session(
    _ access: AccessPolicy, _ outbox: RecordingOutbox,
    rendering: any AudioDecoder = SndfileDecoder(), choices: TasteFile? = nil
  ) throws -> CallerSession {
    let decoder = SndfileDecoder()
    return CallerSession(
      with: RecommendationService(
        implementation: ImplementationIdentity(name: "test", version: "1"),
        fingerprints: AudioFingerprintProvider(decoder: decoder, workers: 1),
        profiles: try LiveProfiles(BuiltInProfiles.registry), access: access,
        choices: choices,
        renderer: TrackRenderer(decoder: rendering, meter: Ebur128Meter())), outbox: outbox)
  }

  /// Makes a call with id 1 and returns its answer and every notification before it.
  private func messages(
    _ method: String, _ params: JSON, in other: CallerSession? = nil,
    _ otherOutbox: RecordingOutbox? = nil
  ) async throws -> (answer: JSON, news: [JSON]) {
    let line: JSON = [
      "jsonrpc": "2.0", "id": .integer(1), "method": .string(method), "params": params,
    ]
    let outbox = otherOutbox ?? self.outbox
    var output: [UInt8] = []
    let before = outbox.lines.count
    let work = (other ?? session).receive(line.utf8()[...], into: &output)
    outbox.append(output)
    let (ended, end) = AsyncStream<Void>.makeStream()
    if let work { work.start { end.finish() } } else { end.finish() }
    for await _ in ended {}
    let all = try outbox.lines.dropFirst(before).map { try JSON.parse($0) }
    let answer = try #require(all.first { $0["id"] != nil })
    return (
      try #require(answer["result"] ?? answer["error"]),
      all.filter { $0["method"] == "mastering_render" }.compactMap { $0["params"] }
    )
  }

  @Test func `a plan requests the recommended changes and reports the measured ones`() async throws
  {
    let engine = RecommendationEngine(
      fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1),
      profiles: BuiltInProfileProvider())
    // No profile reaches this confidence, so the result is a hybrid.
    let recommendation = try await engine.recommendation(
      for: AnalysisRequest(path: hybrid),
      settings: try RecommendationSettings(confidenceThreshold: 1))
    #expect(recommendation.kind != .single)
    let report = try await messages(
      "render.plan", ["path": .string(hybrid), "confidence_threshold": .integer(1)]
    ).answer
    let change = recommendation.predictedChange
    for (member, asked) in [
      ("loudness_db", change.loudnessDB), ("crest_db", change.crestDB),
      ("centroid_hz", change.centroidHz),
    ] {
      #expect(report[member]?["asked"] == .number(asked))
      #expect(report[member]?["is_reached"] == .bool(true) || report[member]?["bound"] != .null)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a plan follows the weighting and the choices as the recommendation does`()
    async throws
  {
    let session = try Self.session(
      .unrestricted, outbox, choices: TasteFile(path: folder.path + "/choices"))
    var changes: Set<String> = []
    for (weighting, taste) in [
      ("plain", false), ("dimension", false), ("plain", true), ("dimension", true),
    ] {
      let question: JSON = [
        "path": .string(hybrid), "confidence_threshold": .integer(1),
        "weighting": .string(weighting), "taste": .bool(taste),
      ]
      let told = try await messages("recommendation.weighted", question, in: session).answer
      let change = told["blend"] ?? told
      let report = try await messages("render.plan", question, in: session).answer
      for (asked, predicted) in [
        ("loudness_db", "predicted_loudness_change"), ("crest_db", "predicted_crest_change"),
        ("centroid_hz", "predicted_centroid_change"),
      ] {
        #expect(report[asked]?["asked"] == change[predicted], "\(weighting) \(taste) \(asked)")
      }
      changes.insert(
        ["loudness_db", "crest_db", "centroid_hz"]
          .map { report[$0]?["asked"]?.text() ?? "" }.joined(separator: " "))
      // What comes next has a choice to follow.
      guard weighting == "dimension", !taste else { continue }
      let decision: JSON = [
        "decision": "rejected", "fingerprint": try #require(told["fingerprint"]),
      ]
      #expect(
        try await messages("taste.decide", decision, in: session).answer["decisions"]
          == .integer(1))
    }
    #expect(changes.count == 4, "\(changes)")
  }

  @Test func `a plan takes the members of a recommendation's blend`() async throws {
    let question: JSON = [
      "path": .string(hybrid), "confidence_threshold": .integer(1), "weighting": "dimension",
    ]
    let blend = try #require(
      try await messages("recommendation.weighted", question).answer["blend"])
    let report = try await messages(
      "render.plan", ["path": .string(hybrid), "blend": try #require(blend["members"])]
    ).answer
    for (asked, predicted) in [
      ("loudness_db", "predicted_loudness_change"), ("crest_db", "predicted_crest_change"),
      ("centroid_hz", "predicted_centroid_change"),
    ] {
      let change = try #require(blend[predicted]?.asDouble)
      let planned = try #require(report[asked]?["asked"]?.asDouble)
      // The weights sum to 1 but for rounding.
      #expect(abs(planned - change) <= 1e-12 * max(abs(change), 1))
    }
  }

  @Test func `each change has its own percentage, and there is one for all`() async throws {
    let report = try await messages(
      "render.plan",
      [
        "path": .string(hybrid),
        "asks": [
          "loudness_db": .integer(-2), "crest_db": .integer(1), "centroid_hz": .integer(100),
        ],
        "intensity_percent": .integer(50), "loudness_percent": .integer(150),
        "crest_percent": .integer(0),
      ]
    ).answer
    #expect(report["loudness_db"]?["asked"] == .number(-1.5))
    #expect(report["crest_db"]?["asked"] == .number(0))
    #expect(report["centroid_hz"]?["asked"] == .number(50))
  }

  @Test func `the written file measures as reported, and progress is sent meanwhile`() async throws
  {
    let output = folder.path + "/better.wav"
    let (report, news) = try await messages(
      "track.render",
      ["path": .string(hybrid), "output": .string(output), "bits": "16", "track_id": .integer(7)])
    let measured = try await AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
      .analysis(for: AnalysisRequest(path: output, window: .all)).fingerprint
    #expect(report["result"]?["loudness_dbfs"] == .number(measured.loudnessDBFS))
    #expect(report["result"]?["crest_db"] == .number(measured.crestDB))
    // The host may have sent progress after the answer was written.
    let told = try await outbox.lines(atLeast: 1 + news.count).map { try JSON.parse($0) }
      .filter { $0["method"] == "mastering_render" }.compactMap { $0["params"] }
    let fractions = told.compactMap { $0["fraction"]?.asDouble }
    #expect(!fractions.isEmpty && fractions == fractions.sorted())
    #expect(told.allSatisfy { $0["track_id"] == .integer(7) })
    #expect(Set(told.compactMap { $0["render_id"]?.asString }).count == 1)
  }

  @Test func `the source is never replaced, another file only on request`() async throws {
    let song = folder.path + "/song.wav"
    try FileManager.default.copyItem(atPath: hybrid, toPath: song)
    let before = try Data(contentsOf: URL(filePath: song))
    let link = folder.path + "/link.wav"
    try FileManager.default.linkItem(atPath: song, toPath: link)
    for output in [song, link] {
      let error = try await messages(
        "track.render",
        ["path": .string(song), "output": .string(output), "overwrite": .bool(true)]
      ).answer
      #expect(error["data"]?["code"] == "output_refused")
      #expect(error["data"]?["reason"] == "is_source")
    }
    let other = folder.path + "/other.wav"
    try Data("mine".utf8).write(to: URL(filePath: other))
    let refusal = try await messages(
      "track.render", ["path": .string(song), "output": .string(other)]
    ).answer
    #expect(refusal["data"]?["reason"] == "exists")
    #expect(try Data(contentsOf: URL(filePath: other)) == Data("mine".utf8))
    let replaced = try await messages(
      "track.render",
      ["path": .string(song), "output": .string(other), "overwrite": .bool(true)]
    ).answer
    #expect(replaced["renders"] != nil)
    #expect(try Data(contentsOf: URL(filePath: other)).starts(with: Data("RIFF".utf8)))
    #expect(try Data(contentsOf: URL(filePath: song)) == before)
  }

  @Test func `neither path may lead out of the folders`() async throws {
    let inside = folder.path + "/inside"
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: false)
    let song = inside + "/song.wav"
    try FileManager.default.copyItem(atPath: hybrid, toPath: song)
    let outbox = RecordingOutbox()
    let session = try Self.session(try AccessPolicy(folders: [inside]), outbox)
    for (path, output) in [
      (song, folder.path + "/outside.wav"), (song, inside + "/../outside.wav"),
      (hybrid, inside + "/better.wav"),
    ] {
      let error = try await messages(
        "track.render", ["path": .string(path), "output": .string(output)], in: session, outbox
      ).answer
      #expect(error["data"]?["code"] == "path_not_allowed")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inside) == ["song.wav"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["inside"])
    let report = try await messages(
      "track.render",
      ["path": .string(song), "output": .string(inside + "/better.flac")], in: session, outbox
    ).answer
    #expect(report["renders"] != nil)
  }

  @Test func `a cancelled rendering leaves no file`() async throws {
    // Still running when it is cancelled, however busy the machine is.
    let session = try Self.session(
      .unrestricted, outbox, rendering: StallingDecoder(decoder: SndfileDecoder()))
    let call: JSON = [
      "jsonrpc": "2.0", "id": .integer(9), "method": "track.render",
      "params": [
        "path": .string(hybrid), "output": .string(folder.path + "/never.wav"),
        "track_id": .integer(1),
      ],
    ]
    var output: [UInt8] = []
    let work = try #require(session.receive(call.utf8()[...], into: &output))
    let (ended, end) = AsyncStream<Void>.makeStream()
    work.start { end.finish() }
    // The first notification reports that it has begun.
    _ = await outbox.lines(atLeast: 1)
    let cancel: JSON = ["jsonrpc": "2.0", "method": "$/cancel", "params": ["id": .integer(9)]]
    _ = session.receive(cancel.utf8()[...], into: &output)
    for await _ in ended {}
    let answer = try #require(
      outbox.lines.compactMap { try? JSON.parse($0) }.first { $0["id"] == .integer(9) })
    #expect(answer["error"]?["data"]?["code"] == "cancelled")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a cancellation is answered while the file is still being opened`() async throws {
    let gate = GatedDecoder()
    let outbox = RecordingOutbox()
    let session = try Self.session(.unrestricted, outbox, rendering: gate)
    let call: JSON = [
      "jsonrpc": "2.0", "id": .integer(9), "method": "track.render",
      "params": [
        "path": .string(hybrid), "output": .string(folder.path + "/never.wav"),
        "asks": ["loudness_db": .integer(-1), "crest_db": .integer(0), "centroid_hz": .integer(0)],
      ],
    ]
    var output: [UInt8] = []
    let work = try #require(session.receive(call.utf8()[...], into: &output))
    let (ended, end) = AsyncStream<Void>.makeStream()
    work.start { end.finish() }
    await gate.isOpening()
    let cancel: JSON = ["jsonrpc": "2.0", "method": "$/cancel", "params": ["id": .integer(9)]]
    _ = session.receive(cancel.utf8()[...], into: &output)
    // The file is opened only after this.
    for await _ in ended {}
    let answer = try #require(
      outbox.lines.compactMap { try? JSON.parse($0) }.first { $0["id"] == .integer(9) })
    #expect(answer["error"]?["data"]?["code"] == "cancelled")
    gate.letOpen()
    await gate.isDropped()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: [
    (#"{"policy":"loud"}"#, "invalid_params"), (#"{"bits":"8"}"#, "invalid_params"),
    (#"{"bits":24}"#, "invalid_params"),
    (#"{"profile_id":"a","blend":[]}"#, "invalid_params"), (#"{"blend":[]}"#, "invalid_params"),
    (#"{"blend":[{"profile_id":"a","weight":0}]}"#, "invalid_params"),
    // LRN-58: the forms of URLs.
    (#"{"blend":"live-rock-preservation-v1:60"}"#, "invalid_params"),
    (#"{"strengths":"1:1:1"}"#, "invalid_params"),
    (#"{"strengths":"0x1p1:1:1"}"#, "invalid_params"),
    (#"{"asks":{"loudness_db":"1"}}"#, "invalid_params"),
    (#"{"asks":{"other":1}}"#, "invalid_params"),
    (#"{"asks":{"loudness_db":61}}"#, "invalid_rendering"),
    (#"{"intensity_percent":151}"#, "invalid_rendering"),
    (#"{"crest_percent":-1}"#, "invalid_rendering"),
    (#"{"ceiling_dbtp":0.5}"#, "invalid_rendering"),
    (#"{"confidence_threshold":2}"#, "invalid_threshold"), (#"{"top_k":0}"#, "invalid_top_k"),
    (#"{"profile_id":"nobody"}"#, "unknown_profile"),
  ])
  func `an invalid parameter is reported before anything is read`(_ more: String, _ code: String)
    async throws
  {
    let members = try #require(try JSON.parse(more).members)
    let params = JSON.object([.init("path", .string(hybrid))] + members)
    let error = try await messages("render.plan", params).answer
    #expect(error["data"]?["code"] == .string(code))
  }

  @Test(arguments: [
    (#"{"asks":{"loudness_db":61}}"#, "loudness_db"), (#"{"asks":{"crest_db":-61}}"#, "crest_db"),
    (#"{"asks":{"centroid_hz":20001}}"#, "centroid_hz"),
    (#"{"intensity_percent":151}"#, "intensity_percent"),
    (#"{"brightness_percent":-1}"#, "brightness_percent"),
    (#"{"ceiling_dbtp":0.5}"#, "ceiling_dbtp"),
  ])
  func `REN-25 a refusal names what is out of range`(_ more: String, _ name: String) async throws {
    let members = try #require(try JSON.parse(more).members)
    let params = JSON.object([.init("path", .string(hybrid))] + members)
    let data = try #require(try await messages("render.plan", params).answer["data"])
    #expect(data["field"] == .string(name))
    #expect(data["value"]?.asDouble != nil)
  }
}

/// Opens a file only when allowed, whether or not it is cancelled, like a drive that responds late.
private final class GatedDecoder: AudioDecoder {
  private let decoder = SndfileDecoder()
  private let gate = DispatchSemaphore(value: 0)
  private let opening = AsyncStream<Void>.makeStream()
  private let dropped = AsyncStream<Void>.makeStream()

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try decoder.identity(ofFileAt: path)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    opening.continuation.finish()
    gate.wait()
    return DroppedStream(try decoder.open(path), dropped.continuation)
  }

  func letOpen() { gate.signal() }

  func isOpening() async { for await _ in opening.stream {} }

  func isDropped() async { for await _ in dropped.stream {} }
}

/// Signals that nothing needs it any more.
private final class DroppedStream: AudioStream {
  private let stream: any AudioStream
  private let dropped: AsyncStream<Void>.Continuation

  init(_ stream: any AudioStream, _ dropped: AsyncStream<Void>.Continuation) {
    self.stream = stream
    self.dropped = dropped
  }

  deinit { dropped.finish() }

  var format: AudioFormat { stream.format }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try stream.read(into: &samples)
  }

  func seek(toFrame frame: Int) throws(AudioFailure) { try stream.seek(toFrame: frame) }
}

/// A decoder whose streams end only when their task is cancelled.
private struct StallingDecoder: AudioDecoder {
  let decoder: any AudioDecoder

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try decoder.identity(ofFileAt: path)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    StallingStream(try decoder.open(path))
  }
}

private final class StallingStream: AudioStream {
  private let stream: any AudioStream

  init(_ stream: any AudioStream) { self.stream = stream }

  var format: AudioFormat { stream.format }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    let count = try stream.read(into: &samples)
    while count == 0, !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
    return count
  }

  func seek(toFrame frame: Int) throws(AudioFailure) { try stream.seek(toFrame: frame) }
}
