import Foundation
import MasteringModel
import Synchronization

/// The fault of a reader of a table.
enum TagFault: Sendable, Hashable {
  case readsFolders, blocksOnPipes, confusesMissing, readsText
  case forgetsTheArtist, titlesByName, composesAccents, saysTheWrongLength, cannotReadUntagged
  case wavers, givesTheFileBefore, isBlindToChange
}

/// Reads "files" that are rows of a table. `/tagged` has tags, `/untagged` has none, and `/text`,
/// `/folder` and `/pipe` are what their names say. Other paths do not exist.
final class TableTagReader: TagReader {
  /// The accent is a separate code point.
  static let tags = TrackTags(
    title: "Cafe\u{301}", artist: "Band", album: "Record", durationSeconds: 12.5)

  private let fault: TagFault?
  private let state = Mutex((changes: 0, calls: 0, last: "/tagged"))
  private let writer = DispatchSemaphore(value: 0)

  init(_ fault: TagFault? = nil) {
    self.fault = fault
  }

  /// Gives every file a different title.
  func change() {
    state.withLock { $0.changes += 1 }
  }

  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    let (changes, calls, last) = state.withLock { state in
      defer { (state.calls, state.last) = (state.calls + 1, path) }
      return state
    }
    let isOfBefore = fault == .givesTheFileBefore && ["/tagged", "/untagged"].contains(path)
    switch isOfBefore && calls > 10 ? last : path {
    case "/tagged":
      var title = Self.tags.title
      if changes > 0, fault != .isBlindToChange { title = "Tea" }
      if fault == .wavers { title = "Call \(calls)" }
      if fault == .composesAccents, changes == 0 { title = "Caf\u{E9}" }
      return TrackTags(
        title: title, artist: fault == .forgetsTheArtist ? nil : Self.tags.artist,
        album: Self.tags.album, durationSeconds: fault == .saysTheWrongLength ? 13.5 : 12.5)
    case "/untagged":
      if fault == .cannotReadUntagged {
        throw .truncatedAudio(path: path, atSeconds: 0, ofSeconds: 1)
      }
      return TrackTags(title: fault == .titlesByName ? "untagged" : nil, durationSeconds: 1)
    case "/text":
      if fault == .readsText { return TrackTags() }
      throw .unsupportedFormat(path: path, reason: .notRecognised("no header"))
    case "/folder":
      if fault == .readsFolders { return TrackTags() }
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
