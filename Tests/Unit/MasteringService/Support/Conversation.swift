import LearningFiles
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Synchronization
import Testing

/// A session with a service whose files are simulated: `/music/a.wav` and `/music/b.wav`.
final class Conversation: Sendable {
  let files: FakeFingerprintProvider
  let outbox = RecordingOutbox()
  let service: RecommendationService
  let session: CallerSession
  private let running = Mutex<[AsyncStream<Void>]>([])

  init(
    profiles: [Profile] = BuiltInProfiles.all, access: AccessPolicy = .unrestricted,
    filesAtATime: Int = 2, choices: TasteFile? = nil
  ) throws {
    files = FakeFingerprintProvider([
      "/music/a.wav": .sample(), "/music/b.wav": .sample(fingerprint: .sample(crestDB: 9)),
    ])
    service = RecommendationService(
      implementation: ImplementationIdentity(name: "test", version: "1.2.3"), fingerprints: files,
      profiles: try LiveProfiles(ProfileRegistry(profiles)), access: access,
      choices: choices, filesAtATime: filesAtATime)
    session = CallerSession(with: service, outbox: outbox)
  }

  /// Sends a line. An immediate answer is in the outbox when this returns.
  func say(_ line: String) { say(Array(line.utf8)) }

  /// The same for bytes that need not be text.
  func say(_ line: [UInt8]) {
    var answers: [UInt8] = []
    let work = session.receive(line[...], into: &answers)
    outbox.append(answers)
    guard let work else { return }
    let (ended, end) = AsyncStream<Void>.makeStream()
    running.withLock { $0.append(ended) }
    work.start { end.finish() }
  }

  /// Returns once every call sent so far is done.
  func callsEnded() async {
    for ended in running.withLock({ $0 }) { for await _ in ended {} }
  }

  /// The immediate answer to a line; nil if it is not answered at once, or not with a single line.
  func answer(to line: String) throws -> JSON? {
    let before = outbox.lines.count
    say(line)
    let lines = outbox.lines.dropFirst(before)
    guard lines.count == 1, let line = lines.first else { return nil }
    return try JSON.parse(line)
  }

  /// The result of a call, or its error.
  func call(_ method: String, _ params: String = "{}") throws -> JSON? {
    let line = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#
    let answer = try answer(to: line)
    return answer?["result"] ?? answer?["error"]
  }

  /// The answers and notifications, once there are at least this many lines.
  func messages(_ count: Int) async throws -> [JSON] {
    try await outbox.lines(atLeast: count).map { try JSON.parse($0) }
  }
}

/// The metrics of the sample fingerprint as sent on the wire.
let sampleMetrics = #"""
  {"loudness_dbfs":-14,"peak_dbfs":-1,"crest_db":13,"spectral_centroid":3200,\#
  "spectral_rolloff":7000,"zero_crossing_rate":0.075,"spectral_spread":2800}
  """#
