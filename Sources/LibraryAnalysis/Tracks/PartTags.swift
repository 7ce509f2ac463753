import MasteringModel
import Synchronization
import SystemFiles

/// The tags of parts of files: those of the sheet, completed by those of the file. The tags of the
/// last file are kept, because its parts come one after the other.
final class PartTags: Sendable {
  typealias Outcome = Result<TrackTags, AudioFailure>

  private struct Last {
    let path: String
    let version: LibraryFile.Version
    let outcome: Outcome
  }

  private let last = Mutex<Last?>(nil)

  /// The tags of a file, or of a part of one.
  ///
  /// - Parameter read: reads those of the file.
  func tags(of file: LibraryFile, read: () -> Outcome) -> Outcome {
    guard let part = file.version.part else { return read() }
    var whole = file.version
    whole.part = nil
    let known = last.withLock { last in
      last?.version == whole && last?.path.isSamePath(as: file.filePath) == true
        ? last?.outcome : nil
    }
    let outcome = known ?? read()
    if known == nil {
      last.withLock { $0 = Last(path: file.filePath, version: whole, outcome: outcome) }
    }
    return outcome.flatMap { Self.tags(of: part, at: file.path, in: $0) }
  }

  private static func tags(
    of part: FileTrack, at path: String, in file: TrackTags
  ) -> Outcome {
    let start = part.start.seconds
    if let length = file.durationSeconds, start >= length {
      return .failure(
        .cueSheet(path: path, .behindEnd(startSeconds: start, ofSeconds: length)))
    }
    let own = part.tags
    return .success(
      TrackTags(
        title: own.title ?? "Track \(TrackPath(file: "", number: part.number).name)",
        artist: own.artist ?? file.artist,
        album: own.album ?? file.album ?? file.title,
        durationSeconds: (part.end?.seconds ?? file.durationSeconds).map { $0 - start }))
  }
}
