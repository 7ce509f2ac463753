public import MasteringModel

/// A folder that a library was to be made of and cannot be.
public struct NoSuchLibraryFolder: Error, Hashable {
  /// The folder, as it was named.
  public let path: String
  /// What is the matter with it.
  public let kind: Kind

  /// What can be the matter.
  public enum Kind: Sendable, Hashable {
    /// There is nothing there.
    case notFound
    /// What is there is not a folder.
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
