import MasteringModel
import SystemCalls
import SystemFiles

/// Reads tags only of files on whose paths there is no link, so that one in an allowed folder does not
/// lead out of it.
struct ConfinedTagReader: TagReader {
  private let reader: any TagReader

  init(_ reader: any TagReader) { self.reader = reader }

  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    let descriptor: Int32
    do throws(SystemError) { descriptor = try UnlinkedPath(path).open() } catch {
      throw .notFound(path: path)
    }
    defer { close(descriptor) }
    return try reader.tags(ofOpenFile: descriptor, at: path)
  }

  func tags(ofOpenFile descriptor: Int32, at path: String) throws(AudioFailure) -> TrackTags {
    try reader.tags(ofOpenFile: descriptor, at: path)
  }
}
