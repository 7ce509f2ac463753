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

  /// Creates a problem from its parts.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}
