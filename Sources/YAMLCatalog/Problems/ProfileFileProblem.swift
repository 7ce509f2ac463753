public import MasteringModel

/// Why a whole file gives no profiles.
public enum ProfileFileProblem: Sendable, Hashable {
  /// The system refused or failed.
  case unreadable(SystemReason)
  /// What is at the path is not a regular file.
  case notAFile(FileKind)
  /// The file has more bytes than a catalogue may have.
  case tooLarge(sizeBytes: Int, limitBytes: Int)
  /// The file's bytes are not UTF-8; the first wrong one is at this offset from 0.
  case notUTF8(byteOffset: Int)
  /// The text is not YAML, in the parser's words.
  case syntax(String)
  /// The text repeats a part of itself by an alias (`*name`), by which a small file can stand for
  /// an endless one.
  case alias(name: String)
  /// Lists and mappings lie in each other deeper than this.
  case tooDeep(limit: Int)
  /// The keys that are marked by a question mark (`? key`) are more than this.
  case tooManyExplicitKeys(limit: Int)
  /// The keys that are written twice are more than this.
  case tooManyRepeatedKeys(limit: Int)
  /// A document in the file is neither a profile nor a mapping with `profiles`.
  case notProfiles(found: String)
  /// There is no profile in the file.
  case empty
}
