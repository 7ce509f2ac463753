import MasteringModel
import SystemCalls
import SystemFiles
public import WireFormat

/// Which files a caller may name.
///
/// Without folders, that is everything that the user of the process can read, as with any local
/// tool. With folders, it is what they contain after all links are followed, so neither a link nor
/// `..` leads out of them. The resulting path contains no links, and the decoder for such paths
/// follows none, so a link that is created later has no effect.
public struct AccessPolicy: Sendable {
  /// Everything that the user can read.
  public static let unrestricted = AccessPolicy(roots: nil)

  /// The longest path that is looked up, in bytes: Linux opens no longer ones.
  static let longestPathBytes = 4095

  /// The folders with their links followed; nil if everything is allowed.
  private let roots: [String]?

  private init(roots: [String]?) {
    self.roots = roots
  }

  /// Allows only what is in one of these folders.
  ///
  /// - Throws: ``NoSuchFolder`` for a path that is not a folder.
  public init(folders: [String]) throws(NoSuchFolder) {
    var roots: [String] = []
    for folder in folders {
      guard let root = Self.resolved(folder), isFolder(root) else {
        throw NoSuchFolder(path: folder)
      }
      roots.append(root)
    }
    self.roots = roots
  }

  /// The path to open for a path from a caller; the file need not exist.
  ///
  /// - Throws: ``FailureCode/pathNotAllowed`` for a path out of the folders, whether or not it
  ///   exists; ``FailureCode/fileNotFound`` for a path that no file can have: one with a NUL or
  ///   more than `longestPathBytes`.
  public func path(for named: String) throws(FailureReport) -> String {
    // The system ends a path at its first NUL, and would open a different file than the one
    // checked.
    guard named.utf8.count <= Self.longestPathBytes, !named.utf8.contains(0) else {
      throw FailureReport(AudioFailure.notFound(path: named))
    }
    guard let roots else { return named }
    guard let path = Self.followed(named) ?? Self.followedPart(named), contains(path, in: roots)
    else { throw .pathNotAllowed(allowedFolders: roots) }
    return path
  }

  /// The path to open for a folder that a caller named, which may be an allowed folder itself.
  ///
  /// - Throws: as ``path(for:)``.
  package func path(forFolder named: String) throws(FailureReport) -> String {
    do {
      return try path(for: named)
    } catch {
      // An allowed folder does not lie in one.
      guard let roots, !named.utf8.contains(0), let folder = Self.resolved(named),
        roots.contains(where: { $0.isSamePath(as: folder) })
      else { throw error }
      return folder
    }
  }

  /// The path of a part of a file with every link on the way to the file followed; nil where there is no
  /// such file.
  private static func followedPart(_ path: String) -> String? {
    guard let part = TrackPath(path), let file = resolved(part.file) else { return nil }
    var status = stat()
    guard lstat(file, &status) == 0, status.isFile else { return nil }
    return TrackPath(file: file, number: part.number).text
  }

  /// Whether a path, with links followed, is in one of the folders, and neither it nor a folder on
  /// the way is hidden, that is, has a name that begins with a dot.
  public func shows(_ path: String) -> Bool {
    (roots ?? ["/"]).contains { root in
      contains(path, in: [root]) && !hasHiddenName(path.utf8.dropFirst(root.utf8.count))
    }
  }

  /// Whether only some folders are allowed.
  package var isRestricted: Bool { roots != nil }

  private func contains(_ path: String, in roots: [String]) -> Bool {
    // Byte by byte: to a file system, é as one code point and é as two are different names.
    roots.contains { root in
      root == "/"
        || path.utf8.starts(with: root.utf8) && path.utf8.dropFirst(root.utf8.count).first == 0x2F
    }
  }

  // MARK: Links

  /// The path with every link followed. If the path does not exist, the links of its existing
  /// folders are followed; nil if it is a dangling link, which could lead anywhere once its target
  /// is created.
  private static func followed(_ path: String) -> String? {
    if let whole = resolved(path) { return whole }
    guard errno == ENOENT else { return nil }
    let bytes = Array(path.utf8)
    // Where each component of the path begins; everything before it is a folder to look up.
    let starts = bytes.indices.filter { $0 > 0 && bytes[$0 - 1] == 0x2F }
    // A prefix of the path can exist only if all shorter ones do, so a binary search works.
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

  /// The absolute path with every link followed; nil if it does not exist, with the reason in
  /// `errno`.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }
}

/// A path given as an allowed folder that is not a folder.
public struct NoSuchFolder: Error, Hashable {
  /// The path as it was given.
  public let path: String

  /// The failure for one path.
  public init(path: String) {
    self.path = path
  }
}
