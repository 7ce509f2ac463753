public import MasteringModel
public import MasteringService

/// Folders in which callers may name files that the library does not list: files with audio content
/// that are not hidden.
public struct OpenRange: Sendable {
  /// The folders.
  let access: AccessPolicy
  private let decoder: any AudioDecoder

  /// An open range.
  ///
  /// - Parameters:
  ///   - access: the folders.
  ///   - decoder: decides what is audio.
  public init(_ access: AccessPolicy, decoder: any AudioDecoder) {
    self.access = access
    self.decoder = decoder
  }

  /// Whether the file at a path, or the one opened there, is audio. Reads the beginning of the
  /// file, so it blocks on the disk.
  func isAudio(_ path: String, _ opened: OpenFile?) -> Bool {
    do throws(AudioFailure) {
      _ =
        if let opened {
          try decoder.open(file: opened.descriptor, at: path)
        } else {
          try decoder.open(path)
        }
      return true
    } catch {
      return false
    }
  }
}
