import AudioDecoding
import ConformanceKit
import Fingerprinting
import LoudnessMetering
import MasteringService
import ProfileCatalog
import Recommending
import Rendering
import SystemCalls

/// The service of this repository as a port inside the test process.
enum ServicePort {
  /// A port in which every connection has its own service.
  ///
  /// - Parameter alter: may change each outgoing line.
  static func make(
    altering alter: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
  ) -> InProcessPort {
    InProcessPort { input, write in
      await serve(input) { bytes in
        for line in bytes.split(separator: lineEnd) { write(alter(Array(line)) + [lineEnd]) }
      }
    }
  }

  private static let lineEnd = UInt8(ascii: "\n")

  private static func serve(
    _ input: AsyncStream<[UInt8]>, _ write: @escaping @Sendable ([UInt8]) -> Void
  ) async {
    guard let profiles = try? LiveProfiles(BuiltInProfiles.registry) else {
      preconditionFailure("the built-in profiles are a catalogue")
    }
    let service = RecommendationService(
      implementation: ImplementationIdentity(name: "adaptive-mastering", version: "in-process"),
      fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2),
      profiles: profiles,
      loudness: LoudnessDesk(
        meter: TrackMeter(decoder: SndfileDecoder(), meter: Ebur128Meter())),
      renderer: TrackRenderer(decoder: SndfileDecoder(), meter: Ebur128Meter()))
    let outbox = DirectOutbox(write)
    let session = CallerSession(with: service, outbox: outbox)
    var connection = ServiceConnection(session: session, outbox: outbox)
    for await bytes in input {
      connection.take(bytes)
      if session.hasEnded { break }
    }
    connection.takeRest()
    await connection.finish()
    // After cancellation, no one waits for the connection's answers.
    if Task.isCancelled {
      session.cancelAll()
      await service.stop()
    }
    await service.finish()
    await session.notificationsEnded()
  }
}

/// Splits the input into lines, passes them to the session, and waits for running calls.
private struct ServiceConnection {
  let session: CallerSession
  let outbox: DirectOutbox
  private var splitter = LineSplitter(limitBytes: SessionLimits.lineBytes)
  private var running: [Task<Void, Never>] = []

  init(session: CallerSession, outbox: DirectOutbox) {
    self.session = session
    self.outbox = outbox
  }

  mutating func take(_ bytes: [UInt8]) {
    for line in splitter.lines(endedBy: bytes) { take(line: line) }
  }

  mutating func takeRest() {
    if let line = splitter.lastLine() { take(line: line) }
  }

  private mutating func take(line: LineSplitter.Line) {
    var output: [UInt8] = []
    var work: PendingCalls?
    switch line {
    case .whole(let line): work = session.receive(line, into: &output)
    case .tooLong: session.refuseLongLine(into: &output)
    }
    if !output.isEmpty { outbox.send(output) }
    guard let work else { return }
    running.append(
      Task {
        await withCheckedContinuation { continuation in
          work.start { continuation.resume() }
        }
      })
  }

  func finish() async {
    for task in running { await task.value }
  }
}
