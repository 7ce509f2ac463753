import MasteringModel
import SystemCalls
import SystemFiles
public import WireFormat

/// Which files a caller may name.
///
/// Without folders it is all that the user of the process can read, as for any local tool. With
/// folders it is what lies in them after every link is followed, so that a link out of them does not
/// help, and neither does `..`. The path that is handed on has no link in it,
/// and a decoder for such paths follows none, so that one that is put there later leads nowhere.
public struct AccessPolicy: Sendable {
  /// Everything that the user can read.
  public static let unrestricted = AccessPolicy(roots: nil)

  /// The longest path that is looked for, in bytes: Linux opens none that is longer.
  static let longestPathBytes = 4095

  /// The folders with their links followed; nil where everything is allowed.
  private let roots: [String]?

  private init(roots: [String]?) {
    self.roots = roots
  }

  /// Only what lies in one of these folders.
  ///
  /// - Throws: ``NoSuchFolder`` for one that is none.
  public init(folders: [String]) throws(NoSuchFolder) {
    var roots: [String] = []
    for folder in folders {
      guard let root = Self.resolved(folder), Self.isFolder(root) else {
        throw NoSuchFolder(path: folder)
      }
      roots.append(root)
    }
    self.roots = roots
  }

  /// The path to open for one that a caller named; there need not be a file.
  ///
  /// - Throws: ``FailureCode/pathNotAllowed`` for one that leads out of the folders, whether or not
  ///   there is anything; ``FailureCode/fileNotFound`` for one that no file can have: it holds a NUL or
  ///   has more than `longestPathBytes`.
  public func path(for named: String) throws(FailureReport) -> String {
    // The system ends a path at its first NUL, and would open another file than was checked.
    guard named.utf8.count <= Self.longestPathBytes, !named.utf8.contains(0) else {
      throw FailureReport(AudioFailure.notFound(path: named))
    }
    guard let roots else { return named }
    guard let path = Self.followed(named) ?? Self.followedPart(named), contains(path, in: roots)
    else { throw .pathNotAllowed(allowedFolders: roots) }
    return path
  }

  /// The path of a part of a file with every link on the way to the file followed; nil where there is no
  /// such file.
  private static func followedPart(_ path: String) -> String? {
    guard let part = TrackPath(path), let file = resolved(part.file) else { return nil }
    var status = stat()
    guard lstat(file, &status) == 0, status.isFile else { return nil }
    return TrackPath(file: file, number: part.number).text
  }

  /// Whether a path, links followed, lies in one of the folders, and neither it nor a folder on the
  /// way there is hidden, that is, has a name that begins with a dot.
  public func shows(_ path: String) -> Bool {
    (roots ?? ["/"]).contains { root in
      contains(path, in: [root]) && !hasHiddenName(path.utf8.dropFirst(root.utf8.count))
    }
  }

  /// Whether only some folders are allowed.
  package var isRestricted: Bool { roots != nil }

  private func contains(_ path: String, in roots: [String]) -> Bool {
    // Byte by byte: to a file system é in one code point and é in two are different names.
    roots.contains { root in
      root == "/"
        || path.utf8.starts(with: root.utf8) && path.utf8.dropFirst(root.utf8.count).first == 0x2F
    }
  }

  // MARK: Links

  /// The path with every link followed. Of a path to nothing those of the folders that there are, and
  /// nil when the nothing is a link itself, which could lead anywhere once its target is made.
  private static func followed(_ path: String) -> String? {
    if let whole = resolved(path) { return whole }
    guard errno == ENOENT else { return nil }
    let bytes = Array(path.utf8)
    // Where each name of the path begins; what lies before it is a folder to look for.
    let starts = bytes.indices.filter { $0 > 0 && bytes[$0 - 1] == 0x2F }
    // A part of the path can be there only where all shorter ones are, so half of those that are left
    // fall away with each look.
    var parent = bytes.first == 0x2F ? nil : resolved(".")
    var nameStart = 0
    var candidates = starts[...]
    while !candidates.isEmpty {
      let middle = (candidates.startIndex + candidates.endIndex) / 2
      let start = candidates[middle]
      if let folder = resolved(String(decoding: bytes[..<start], as: UTF8.self)) {
        (parent, nameStart) = (folder, start)
        candidates = candidates[(middle + 1)...]
      } else {
        guard errno == ENOENT else { return nil }
        candidates = candidates[..<middle]
      }
    }
    guard let parent else { return nil }
    let names = bytes[nameStart...].split(separator: 0x2F, omittingEmptySubsequences: false)
    guard !names.contains(where: { [[], [0x2E], [0x2E, 0x2E]].contains(Array($0)) }) else {
      return nil
    }
    let rest = String(decoding: bytes[nameStart...], as: UTF8.self)
    let first = String(decoding: names.first ?? [], as: UTF8.self)
    let root = parent == "/" ? "" : parent
    var status = stat()
    return lstat("\(root)/\(first)", &status) == 0 ? nil : "\(root)/\(rest)"
  }

  /// The absolute path with every link followed; nil when there is nothing, with the reason in
  /// `errno`.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// A folder that was to be allowed and is none.
public struct NoSuchFolder: Error, Hashable {
  /// The path as it was given.
  public let path: String

  /// The failure for one path.
  public init(path: String) {
    self.path = path
  }
}
