import Foundation
import MasteringModel
import ProviderTesting
import Synchronization

/// The fault of a decoder or stream of arrays.
enum AudioFault: Sendable, Hashable {
  // The decoder
  case opensFolders, blocksOnPipes, opensText, confusesMissing
  case identityWavers, identityIsBlindToChange, sharesPosition
  // The stream
  case formatChanges, readsShort, startsAgainAtTheEnd, dropsAFrame, bigReadsDiffer
  case integersAreFloored, integersEndEarly, seeksBeside, givesNaN
  case endsEarlyInSilence, saysTheWrongPlace, racesBetweenTasks
}

/// Opens "files" that are arrays of samples. `/tone` has audio, `/cut` ends early, `/silent` has no
/// frames, and `/text`, `/folder` and `/pipe` are what their names say. Other paths do not exist.
final class ArrayDecoder: AudioDecoder {
  static let frames = 5000
  static let cutAtFrame = 1234

  private let fault: AudioFault?
  private let encoding: SampleEncoding
  private let changes = Mutex(0)
  private let shared: ArrayStream
  private let writer = DispatchSemaphore(value: 0)

  init(_ fault: AudioFault? = nil, encoding: SampleEncoding = .integer16) {
    self.fault = fault
    self.encoding = encoding
    shared = ArrayStream("/tone", fault, encoding)
  }

  /// Modifies every file.
  func change() {
    changes.withLock { $0 += 1 }
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    guard ["/tone", "/cut", "/silent", "/text"].contains(path) else { throw .notFound(path: path) }
    let state = changes.withLock { changes in
      if fault == .identityWavers { changes += 1 }
      return fault == .identityIsBlindToChange ? 0 : changes
    }
    return .sample(path: path, modifiedAtNanoseconds: Int64(state))
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    switch path {
    case "/tone":
      guard fault == .sharesPosition else { return ArrayStream(path, fault, encoding) }
      try shared.seek(toFrame: 0)
      return shared
    case "/cut", "/silent": return ArrayStream(path, fault, encoding)
    case "/text":
      if fault == .opensText { return ArrayStream("/tone", nil, encoding) }
      throw .unsupportedFormat(path: path, reason: .notRecognised("no header"))
    case "/folder":
      if fault == .opensFolders { return ArrayStream("/tone", nil, encoding) }
      throw .notAFile(path: path, kind: .folder)
    case "/pipe":
      if fault == .blocksOnPipes { writer.wait() }
      throw .notAFile(path: path, kind: .pipe)
    default:
      throw fault == .confusesMissing
        ? .notAFile(path: path, kind: .device) : .notFound(path: path)
    }
  }

  /// Releases readers that wait at a pipe for a writer.
  func writeToPipe() {
    writer.signal()
  }
}

/// A stream of stereo samples computed by a formula.
final class ArrayStream: AudioStream {
  private let path: String
  private let fault: AudioFault?
  private let encoding: SampleEncoding
  private let samples: [Float]
  private let position = Mutex(0)
  private let hasEnded = Atomic(false)

  init(_ path: String, _ fault: AudioFault?, _ encoding: SampleEncoding) {
    self.path = path
    self.fault = fault
    self.encoding = encoding
    var random = SeededGenerator(seed: 1)
    var samples = (0..<(2 * ArrayDecoder.frames)).map { _ in
      let number = Int16.random(in: .min ... .max, using: &random)
      return Float(number) / 32768 + (encoding == .integer16 ? 0 : 0.3 / 32768)
    }
    if fault == .givesNaN || encoding == .floatingPoint { samples[77] = .nan }
    if encoding == .floatingPoint { samples[78] = 1.5 }
    self.samples = samples
  }

  var format: AudioFormat {
    let isOther = fault == .formatChanges && hasEnded.load(ordering: .relaxed)
    return .sample(
      sampleRateHz: isOther ? 48_000 : 44_100, declaredFrames: ArrayDecoder.frames,
      encoding: encoding, name: "array")
  }

  private var end: Int {
    switch path {
    case "/cut": ArrayDecoder.cutAtFrame
    case "/silent": 0
    default: ArrayDecoder.frames
    }
  }

  func read(into buffer: inout [Float]) throws(AudioFailure) -> Int {
    let frames = try take(buffer.count / 2)
    for (index, sample) in samples[(2 * frames.lowerBound)..<(2 * frames.upperBound)].enumerated() {
      buffer[index] = sample
    }
    if fault == .bigReadsDiffer, frames.count > 4500 { buffer[9] += 0.1 }
    return frames.count
  }

  func read(into buffer: inout [Int16]) throws(AudioFailure) -> Int {
    var floats = [Float](repeating: 0, count: buffer.count)
    var count = try read(into: &floats)
    if fault == .integersEndEarly { count = min(count, 100) }
    for index in 0..<(2 * count) {
      let scaled = floats[index] * 32768 - (fault == .integersAreFloored ? 1 : 0)
      let clamped = min(max(scaled.rounded(), -32768), 32767)
      buffer[index] = clamped.isNaN ? 0 : Int16(clamped)
    }
    return count
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    position.withLock { $0 = min(frame + (fault == .seeksBeside && frame > 1 ? 1 : 0), end) }
  }

  /// The frames of the next read.
  private func take(_ wanted: Int) throws(AudioFailure) -> Range<Int> {
    let taken = position.withLock { position in
      var start = position
      // As when a task looks at the position before another has advanced it. Only the contract
      // reads 257 frames at a time, with four tasks.
      if fault == .racesBetweenTasks, wanted == 257, start == 257 { start = 0 }
      var count = min(wanted, end - start)
      if fault == .readsShort, count > 600 { count = 600 }
      let isDropping = fault == .dropsAFrame && wanted == 7 && start == 70
      position += count + (isDropping ? 1 : 0)
      return start..<(start + count)
    }
    return taken.isEmpty ? try finish() : taken
  }

  private func finish() throws(AudioFailure) -> Range<Int> {
    hasEnded.store(true, ordering: .relaxed)
    if fault == .startsAgainAtTheEnd {
      // Reports its end, once.
      position.withLock { $0 = 0 }
    }
    if path == "/cut", fault != .endsEarlyInSilence {
      let seconds = Double(end) / 44_100 + (fault == .saysTheWrongPlace ? 1 : 0)
      throw .truncatedAudio(path: path, atSeconds: seconds, ofSeconds: nil)
    }
    return end..<end
  }
}
