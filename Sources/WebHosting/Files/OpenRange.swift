public import MasteringModel
public import MasteringService

/// Folders in which callers may name files that the library does not list: audio by its content, and
/// not hidden.
public struct OpenRange: Sendable {
  /// The folders.
  let access: AccessPolicy
  private let decoder: any AudioDecoder

  /// An open range.
  ///
  /// - Parameters:
  ///   - access: the folders.
  ///   - decoder: says what is audio.
  public init(_ access: AccessPolicy, decoder: any AudioDecoder) {
    self.access = access
    self.decoder = decoder
  }

  /// Whether what lies at a path is audio, or what was opened there. Reads the beginning of the file,
  /// so it waits for the disk.
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
