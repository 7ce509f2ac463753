public import MasteringModel

/// Why a whole file yields no profiles.
public enum ProfileFileProblem: Sendable, Hashable {
  /// The system refused or failed.
  case unreadable(SystemReason)
  /// What is at the path is not a regular file.
  case notAFile(FileKind)
  /// The file is larger than a catalogue may be.
  case tooLarge(sizeBytes: Int, limitBytes: Int)
  /// The file is not UTF-8; the first invalid byte is at this offset, counted from 0.
  case notUTF8(byteOffset: Int)
  /// The text is not YAML; with the parser's message.
  case syntax(String)
  /// The text repeats a part of itself by an alias (`*name`); with aliases, a small file can expand
  /// to an endless one.
  case alias(name: String)
  /// Lists and mappings are nested more deeply than this.
  case tooDeep(limit: Int)
  /// There are more keys with a question mark (`? key`) than this.
  case tooManyExplicitKeys(limit: Int)
  /// There are more repeated keys than this.
  case tooManyRepeatedKeys(limit: Int)
  /// A document in the file is neither a profile nor a mapping with `profiles`.
  case notProfiles(found: String)
  /// There is no profile in the file.
  case empty
}
