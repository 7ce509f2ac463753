public import MasteringModel

/// A path that cannot be used as a folder of a library.
public struct NoSuchLibraryFolder: Error, Hashable {
  /// The path as given.
  public let path: String
  /// The kind of problem.
  public let kind: Kind

  /// The kinds of problems.
  public enum Kind: Sendable, Hashable {
    /// It does not exist.
    case notFound
    /// It is not a folder.
    case notAFolder
    /// The system refused or failed.
    case unreadable(SystemReason)
  }

  /// Creates a failure from its parts.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}
