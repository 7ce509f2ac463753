import MasteringModel
import SystemCalls
import SystemFiles

/// A folder with sheets, held open so that a replacement of the folder has no effect.
final class SheetFolder {
  private let folder: OpenFolder
  /// Its absolute path, with a slash at its end; used only for messages if links are not followed.
  private let prefix: String
  /// The names of the sheets in it, in byte order, without hidden ones.
  let sheets: [String]

  /// Opens and lists a folder; nil on failure.
  ///
  /// - Parameter followsLinks: whether parts of the path may be links.
  convenience init?(_ path: String, followsLinks: Bool) {
    var text = path.isEmpty ? "." : path
    if followsLinks {
      guard let resolved = try? resolvedPath(of: text) else { return nil }
      text = resolved
    }
    try? self.init(text, followsLinks ? OpenFolder(followingLinks: text) : OpenFolder(text))
  }

  private init(_ path: String, _ folder: consuming OpenFolder) throws(SystemError) {
    sheets = try Self.sheets(in: folder.listing())
    self.folder = folder
    prefix = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
  }

  /// The names of sheets in an open folder; closes it.
  private static func sheets(in descriptor: Int32) throws(SystemError) -> [String] {
    guard let entries = fdopendir(descriptor) else {
      let error = SystemError.last
      close(descriptor)
      throw error
    }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 } }
      guard bytes.first != UInt8(ascii: "."), CueSheetName.names(bytes),
        let name = String(validating: bytes, as: UTF8.self)
      else { continue }
      names.append(name)
    }
    return names.sorted { $0.precedesAsPath($1) }
  }

  /// The path of the file with this name in it.
  func path(of name: String) -> String { prefix + name }

  /// Whether there is anything with this name.
  func isThere(_ name: String) -> Bool {
    // To the system, a name ends at its first zero byte: it would check another file.
    !name.utf8.contains(0) && (try? folder.status(of: name)) != nil
  }

  /// Opens the file with this name; a link is not followed.
  func file(_ name: String) throws(AudioFailure) -> RegularFile {
    let path = path(of: name)
    let descriptor: Int32
    do throws(SystemError) { descriptor = try folder.file(name) } catch {
      throw AudioFailure(errno: error.code, path: path)
    }
    defer { close(descriptor) }
    return try RegularFile(sharing: descriptor, path: path)
  }

  /// The sheet with this name; nil for a link, for anything that is not a file, and if it is gone.
  func sheet(_ name: String) throws(CueSheetProblem) -> CueSheet? {
    let bytes: [UInt8]
    do throws(SmallFile.Trouble) {
      bytes = try read(name)
    } catch {
      switch error {
      case .missing, .notAFile, .link: return nil
      case .tooLarge: throw .tooLarge(limitBytes: CueSheet.limitBytes)
      case .system(let error): throw .unreadable(SystemReason(errno: error.code))
      }
    }
    return try CueSheet(bytes)
  }

  private func read(_ name: String) throws(SmallFile.Trouble) -> [UInt8] {
    try SmallFile(name, in: folder, limit: CueSheet.limitBytes).bytes
  }

  /// The first file of a sheet that matches nothing in the folder.
  func missing(in sheet: CueSheet) -> CueSheetProblem? {
    let files = sheet.files.filter { !$0.tracks.isEmpty }
    guard !files.isEmpty else { return .noTracks }
    for file in files {
      guard let name = file.name, name != ".", name != ".." else {
        return .missingFile(name: nil)
      }
      if !isThere(name) { return .missingFile(name: name) }
    }
    return nil
  }
}
