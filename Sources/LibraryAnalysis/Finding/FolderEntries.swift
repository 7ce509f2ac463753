import MasteringModel
import SystemCalls
import SystemFiles

/// The entries of a folder: names in byte order, which is the same on every machine.
struct FolderEntries {
  private(set) var identity: FileNumber
  /// Regular files, links to them, and dangling links.
  private(set) var files: [[UInt8]] = []
  private(set) var folders: [[UInt8]] = []
  private(set) var linkedFolders: [[UInt8]] = []

  /// Reads a folder. Hidden entries, and those that are neither folders nor files, are left out.
  ///
  /// - Throws: the system's reason if the folder cannot be opened or read completely.
  init(ofFolderAt path: String) throws(SystemReason) {
    try self.init(closing: opendir(path))
  }

  /// Reads a folder inside another.
  ///
  /// - Parameters:
  ///   - path: the names of the folders on the way and its own. Links among them are not followed:
  ///     they were created since the folder was found, and may lead out of the other folder.
  ///   - outer: the other folder, open.
  /// - Throws: as ``init(ofFolderAt:)``
  init(
    ofFolderAt path: some Collection<UInt8>, in outer: borrowing OpenFolder
  ) throws(SystemReason) {
    let folder: Int32
    do { folder = try outer.folder(path) } catch { throw SystemReason(errno: error.code) }
    let entries = fdopendir(folder)
    if entries == nil { close(folder) }
    try self.init(closing: entries)
  }

  #if canImport(Darwin)
    private typealias Stream = UnsafeMutablePointer<DIR>
  #else
    private typealias Stream = OpaquePointer
  #endif

  private init(closing folder: Stream?) throws(SystemReason) {
    guard let folder else { throw SystemReason(errno: errno) }
    defer { closedir(folder) }
    var status = stat()
    guard fstat(dirfd(folder), &status) == 0 else { throw SystemReason(errno: errno) }
    identity = FileNumber(status)
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw SystemReason(errno: errno) }
        break
      }
      let name = Self.name(of: entry)
      guard name.first != UInt8(ascii: ".") else { continue }
      sort(name, Self.kind(of: entry, name, in: dirfd(folder)))
    }
    files.sort { $0.lexicographicallyPrecedes($1) }
    folders.sort { $0.lexicographicallyPrecedes($1) }
    linkedFolders.sort { $0.lexicographicallyPrecedes($1) }
  }

  private enum Kind { case file, folder, linkedFolder, other }

  private mutating func sort(_ name: [UInt8], _ kind: Kind) {
    switch kind {
    case .file: files.append(name)
    case .folder: folders.append(name)
    case .linkedFolder: linkedFolders.append(name)
    case .other: break
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    withUnsafeBytes(of: &entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
  }

  /// The kind of an entry. Most file systems store it in the entry; otherwise, and for links, it is
  /// looked up.
  private static func kind(
    of entry: UnsafeMutablePointer<dirent>, _ name: [UInt8], in folder: Int32
  ) -> Kind {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_REG): return .file
    case Int32(DT_DIR): return .folder
    case Int32(DT_LNK), Int32(DT_UNKNOWN): break
    default: return .other
    }
    let name = name.map { CChar(bitPattern: $0) } + [0]
    var own = stat()
    guard fstatat(folder, name, &own, AT_SYMLINK_NOFOLLOW) == 0 else { return .file }
    guard own.isLink else { return kind(of: own, isLink: false) }
    var target = stat()
    // A dangling link is kept: opening it gives the error.
    guard fstatat(folder, name, &target, 0) == 0 else { return .file }
    return kind(of: target, isLink: true)
  }

  private static func kind(of status: stat, isLink: Bool) -> Kind {
    switch status.otherKind {
    case nil: .file
    case .folder?: isLink ? .linkedFolder : .folder
    default: .other
    }
  }
}
