import MasteringModel
import Synchronization

/// A part of an audio file as a separate stream. A lock serialises calls from several tasks.
final class TrackStream: AudioStream {
  let format: AudioFormat
  private let path: String
  private let file: any AudioStream
  /// The first frame of the part.
  private let start: Int
  /// The number of frames; nil if the part extends to the end of a file of unknown length.
  private let length: Int?
  /// The next frame, counted from the start of the part; nil if the file is not positioned yet.
  private let position = Mutex<Int?>(nil)

  /// A part of a file, positioned at its start.
  ///
  /// - Parameter path: the track's path, for failures.
  /// - Throws: ``AudioFailure/cueSheet(path:_:)``
  init(
    _ track: FileTrack, of file: any AudioStream, path: String
  ) throws(AudioFailure) {
    let whole = file.format
    let (start, end) = track.frames(
      atSampleRateHz: whole.sampleRateHz, ofFrames: whole.declaredFrames)
    if let frames = whole.declaredFrames, start >= frames {
      throw .cueSheet(
        path: path,
        .behindEnd(
          startSeconds: track.start.seconds, ofSeconds: whole.declaredSeconds ?? 0))
    }
    self.path = path
    self.file = file
    self.start = start
    length = end.map { max(1, $0 - start) }
    format = AudioFormat(
      sampleRateHz: whole.sampleRateHz, channels: whole.channels, declaredFrames: length,
      encoding: whole.encoding, seeksExactly: whole.seeksExactly, name: whole.name,
      channelLayout: whole.channelLayout,
      // Missing audio is missing at the end.
      isKnownDamaged: whole.isKnownDamaged && track.end == nil)
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try read(into: &samples) { (stream, samples) throws(AudioFailure) in
      try stream.read(into: &samples)
    }
  }

  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    try read(into: &samples) { (stream, samples) throws(AudioFailure) in
      try stream.read(into: &samples)
    }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    precondition(frame >= 0, "a stream has no frame \(frame)")
    try position.withLock { (position) throws(AudioFailure) in
      let frame = length.map { min(frame, $0) } ?? frame
      let (target, overflows) = start.addingReportingOverflow(frame)
      try file.seek(toFrame: overflows ? .max : target)
      position = frame
    }
  }

  private func read<Sample>(
    into samples: inout [Sample],
    _ read: (any AudioStream, inout [Sample]) throws(AudioFailure) -> Int
  ) throws(AudioFailure) -> Int {
    try position.withLock { (position) throws(AudioFailure) in
      try place(&position)
      let here = position ?? 0
      let room = samples.count / format.channels
      let left = length.map { $0 - here } ?? room
      guard left > 0, room > 0 else { return 0 }
      let count: Int
      do throws(AudioFailure) {
        if left >= room {
          count = try read(file, &samples)
        } else {
          var part = Array(samples[..<(left * format.channels)])
          count = try read(file, &part)
          samples.replaceSubrange(..<part.count, with: part)
        }
      } catch {
        throw moved(error)
      }
      position = here + count
      guard count < min(left, room), let length else { return count }
      // The file ends before the part does. The available audio comes first.
      guard count == 0 else { return count }
      throw .truncatedAudio(path: path, atSeconds: seconds(here), ofSeconds: seconds(length))
    }
  }

  /// Moves the file to the first frame.
  private func place(_ position: inout Int?) throws(AudioFailure) {
    guard position == nil else { return }
    if format.seeksExactly {
      try file.seek(toFrame: start)
    } else {
      var missing = start
      var samples = [Float](repeating: 0, count: 8192 * format.channels)
      while missing > 0 {
        if missing < 8192 { samples = Array(samples[..<(missing * format.channels)]) }
        let count: Int
        do throws(AudioFailure) { count = try file.read(into: &samples) } catch {
          throw moved(error)
        }
        guard count > 0 else {
          throw .truncatedAudio(path: path, atSeconds: 0, ofSeconds: length.map(seconds))
        }
        missing -= count
      }
    }
    position = 0
  }

  private func seconds(_ frames: Int) -> Double { Double(frames) / Double(format.sampleRateHz) }

  /// A failure of the file, expressed for the part.
  private func moved(_ failure: AudioFailure) -> AudioFailure {
    switch failure {
    case .truncatedAudio(_, let place, _):
      .truncatedAudio(
        path: path, atSeconds: max(0, place - seconds(start)), ofSeconds: length.map(seconds))
    case .changingFormat(_, let place, let change):
      .changingFormat(path: path, atSeconds: max(0, place - seconds(start)), change: change)
    default: failure
    }
  }
}
