import MasteringModel
import Synchronization

/// An audio file open in libsndfile. A lock serialises calls from several tasks.
final class SndfileStream: AudioStream {
  let format: AudioFormat
  private let reader: Mutex<SndfileReader>

  /// Opens a file.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``,
  ///   ``AudioFailure/unsupportedFormat(path:reason:)``
  init(_ file: RegularFile) throws(AudioFailure) {
    let reader = try SndfileReader(file, ContainerSurvey(of: file, .forDecoding))
    format = reader.format
    self.reader = Mutex(reader)
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    precondition(frame >= 0, "a stream has no frame \(frame)")
    try reader.withLock { (reader) throws(AudioFailure) in try reader.seek(toFrame: frame) }
  }
}
