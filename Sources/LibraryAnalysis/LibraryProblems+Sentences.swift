import MasteringModel

extension FinderProblem {
  /// What is wrong and what to do, as the end of a sentence that begins with the path.
  public var sentence: String {
    switch kind {
    case .notFound: "there is no such file or folder. Check the spelling."
    case .neitherFolderNorFile: "is neither a folder nor a file. Name a folder that contains music."
    case .unreadable(let reason):
      "the folder cannot be read: \(reason.text). Check its permissions and its disk."
    }
  }
}

extension NoSuchLibraryFolder {
  /// What is wrong and what to do, as the end of a sentence that begins with the path.
  public var sentence: String {
    switch kind {
    case .notFound: "there is no such folder. Check the spelling."
    case .notAFolder: "is not a folder. Name the folder that contains the music."
    case .unreadable(let reason):
      "the folder cannot be reached: \(reason.text). Check its permissions and its disk."
    }
  }
}
