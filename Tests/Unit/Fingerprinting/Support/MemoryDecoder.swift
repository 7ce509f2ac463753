import MasteringModel
import Synchronization

/// Opens tracks held in memory, and counts operations on them.
final class MemoryDecoder: AudioDecoder {
  /// The operations on its streams.
  struct Counts: Hashable {
    /// The number of streams opened.
    var opened = 0
    /// The number of seeks.
    var seeks = 0
    /// The number of reads.
    var reads = 0
  }

  private struct State {
    var tracks: [String: MemoryTrack]
    var generations: [String: Int64] = [:]
    var counts = Counts()
  }

  private let state: Mutex<State>

  /// A decoder for these tracks, by path.
  init(_ tracks: [String: MemoryTrack]) {
    state = Mutex(State(tracks: tracks))
  }

  /// The operations so far.
  var counts: Counts { state.withLock { $0.counts } }

  /// Replaces a file with a newer one.
  func replace(_ path: String, by track: MemoryTrack) {
    state.withLock {
      $0.tracks[path] = track
      $0.generations[path, default: 0] += 1
    }
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    let (track, generation) = try track(path)
    return TrackIdentity(
      path: path, sizeBytes: Int64(track.sound.frameCount), modifiedAtNanoseconds: generation)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    let (track, _) = try track(path)
    if let failure = track.openFailure { throw failure }
    note { $0.opened += 1 }
    return MemoryStream(track, of: self)
  }

  private func track(_ path: String) throws(AudioFailure) -> (MemoryTrack, Int64) {
    let found = state.withLock { state in
      state.tracks[path].map { ($0, state.generations[path, default: 0]) }
    }
    guard let found else { throw .notFound(path: path) }
    return found
  }

  fileprivate func note(_ change: (inout Counts) -> Void) {
    state.withLock { change(&$0.counts) }
  }
}

/// An open track with a position.
private final class MemoryStream: AudioStream {
  let format: AudioFormat
  private let track: MemoryTrack
  private let decoder: MemoryDecoder
  private let position = Mutex(0)

  init(_ track: MemoryTrack, of decoder: MemoryDecoder) {
    self.track = track
    self.decoder = decoder
    format = track.format
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    decoder.note { $0.reads += 1 }
    let frames = try advance(by: samples.count / format.channels)
    track.sound.copy(frames, to: &samples)
    return frames.count
  }

  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    var floats = [Float](repeating: 0, count: samples.count)
    let frames = try read(into: &floats)
    for index in 0..<(frames * format.channels) {
      guard let exact = Int16(exactly: floats[index] * 32768) else {
        preconditionFailure("16 bits do not hold \(floats[index]); quantize the clip first.")
      }
      samples[index] = exact
    }
    return frames
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    decoder.note { $0.seeks += 1 }
    if let failure = track.seekFailure { throw failure }
    position.withLock { $0 = frame }
  }

  /// Advances by up to `count` frames and returns the range.
  private func advance(by wanted: Int) throws(AudioFailure) -> Range<Int> {
    var soundEnd = track.sound.frameCount
    if let failure = track.readFailure { soundEnd = min(soundEnd, failure.frame) }
    let most = min(wanted, track.mostFramesPerRead ?? wanted)
    let frames = position.withLock { position in
      let start = min(position, soundEnd)
      position = min(start + most, soundEnd)
      return start..<position
    }
    if frames.isEmpty, most > 0, let failure = track.readFailure { throw failure.failure }
    return frames
  }
}
