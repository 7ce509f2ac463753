import SystemFiles

/// Files in the order they were found, each with its folder.
///
/// A hundred thousand take a few megabytes: a folder's path is stored once, and all names are
/// stored in one array.
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
  ///   - prefix: the part of the path before its name: empty, or a folder with the slash.
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

  /// The folders with files, in the order of their first file: "." for the current folder of
  /// relative paths.
  public var folders: [String] {
    prefixes.map { prefix in
      switch prefix {
      case "": "."
      case "/": "/"
      default: String(prefix.dropLast())
      }
    }
  }

  /// The index in ``folders`` of a file's folder.
  public func folder(ofFile index: Int) -> Int { Int(folderOfFile[index]) }

  /// The part of a file's path before its name.
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
