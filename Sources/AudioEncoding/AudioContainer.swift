public import MasteringModel

/// A kind of file that audio can be written to.
public enum AudioContainer: String, Sendable, Hashable, CaseIterable {
  case wav, flac, aiff, caf

  /// The container that a path's extension names, in upper or lower case; nil if it names none.
  public init?(pathEnding path: String) {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    switch String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased() {
    case "wav", "wave": self = .wav
    case "flac": self = .flac
    case "aiff", "aif": self = .aiff
    case "caf": self = .caf
    default: return nil
    }
  }

  /// The resolutions it can hold.
  public var resolutions: [SampleResolution] {
    self == .flac ? [.integer16, .integer24] : [.integer16, .integer24, .float32]
  }
}
