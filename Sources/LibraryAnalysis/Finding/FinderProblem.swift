public import MasteringModel

/// Something that kept a part of a library from being looked through.
public struct FinderProblem: Sendable, Hashable {
  /// The folder or file, as it was named or found.
  public let path: String
  /// What is the matter with it.
  public let kind: Kind

  /// What can be the matter.
  public enum Kind: Sendable, Hashable {
    /// There is nothing there.
    case notFound
    /// What is there is neither a folder nor a file.
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
