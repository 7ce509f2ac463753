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

  /// A failure from its parts.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// What is the matter, as the end of a sentence that begins with the path, and what to do.
  public var sentence: String {
    switch kind {
    case .notFound: "there is no such folder. Check the spelling."
    case .notAFolder: "is not a folder. Name the folder that the music is in."
    case .unreadable(let reason):
      "the folder cannot be reached: \(reason.text). Check that you may read it and that its disk "
        + "is sound."
    }
  }
}
