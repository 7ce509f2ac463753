public import MasteringModel

/// A problem that prevented searching a part of a library.
public struct FinderProblem: Sendable, Hashable {
  /// The folder or file, as named or found.
  public let path: String
  /// The kind of problem.
  public let kind: Kind

  /// The kinds of problems.
  public enum Kind: Sendable, Hashable {
    /// It does not exist.
    case notFound
    /// It is neither a folder nor a file.
    case neitherFolderNorFile
    /// The system refused or failed.
    case unreadable(SystemReason)
  }

  /// A problem from its parts.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// What is the matter, as the end of a sentence that begins with the path, and what to do.
  public var sentence: String {
    switch kind {
    case .notFound: "there is no such file or folder. Check the spelling."
    case .neitherFolderNorFile: "is neither a folder nor a file. Name a folder with music in it."
    case .unreadable(let reason):
      "the folder cannot be read: \(reason.text). Check that you may read it and that its disk is "
        + "sound."
    }
  }
}
