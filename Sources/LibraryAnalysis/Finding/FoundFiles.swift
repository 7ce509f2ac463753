import SystemFiles

/// Files in the order they were found, each with the folder it lies in.
///
/// A hundred thousand take a few megabytes: a folder's path is kept once, and the names lie one
/// after the other in one array.
public struct FoundFiles: Sendable {
  private var nameBytes: [UInt8] = []
  private var nameEnds: [Int] = []
  private var folderOfFile: [Int32] = []
  private var prefixes: [String] = []
  private var folderIndex: [ExactPath: Int] = [:]

  /// No files.
  public init() {}

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - prefix: what stands before its name in its path: empty, or a folder with the slash.
  ///   - name: its name in that folder, without a slash.
  package mutating func append(_ name: some Sequence<UInt8>, after prefix: String) {
    let folder: Int
    if let last = folderOfFile.last, prefixes[Int(last)].isSamePath(as: prefix) {
      folder = Int(last)
    } else if let known = folderIndex[ExactPath(prefix)] {
      folder = known
    } else {
      folder = prefixes.count
      prefixes.append(prefix)
      folderIndex[ExactPath(prefix)] = folder
    }
    nameBytes.append(contentsOf: name)
    nameEnds.append(nameBytes.count)
    folderOfFile.append(Int32(folder))
  }

  /// The folders that have files, in the order of their first file: "." for the one that relative
  /// paths begin in.
  public var folders: [String] {
    prefixes.map { prefix in
      switch prefix {
      case "": "."
      case "/": "/"
      default: String(prefix.dropLast())
      }
    }
  }

  /// Which of ``folders`` a file lies in.
  public func folder(ofFile index: Int) -> Int { Int(folderOfFile[index]) }

  /// What stands before a file's name in its path.
  func prefix(ofFile index: Int) -> String { prefixes[folder(ofFile: index)] }
}

extension FoundFiles: RandomAccessCollection {
  /// The first file.
  public var startIndex: Int { 0 }
  /// After the last file.
  public var endIndex: Int { nameEnds.count }

  /// The path of a file.
  public subscript(index: Int) -> String {
    let start = index == 0 ? 0 : nameEnds[index - 1]
    return prefixes[Int(folderOfFile[index])]
      + String(decoding: nameBytes[start..<nameEnds[index]], as: UTF8.self)
  }
}
