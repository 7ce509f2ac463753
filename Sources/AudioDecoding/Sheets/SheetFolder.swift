import MasteringModel
import SystemCalls
import SystemFiles

/// A folder with sheets in it.
struct SheetFolder {
  /// Its absolute path, links resolved, with a slash at its end.
  private let prefix: String
  /// The names of the sheets in it, in the order of their bytes; nothing hidden.
  let sheets: [String]

  /// Lists a folder; nil where that cannot be done.
  init?(_ path: String) {
    guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
    defer { free(resolved) }
    guard let text = String(validatingCString: resolved), let folder = opendir(text) else {
      return nil
    }
    defer { closedir(folder) }
    prefix = text == "/" ? text : text + "/"
    var names: [String] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 } }
      guard bytes.count > 4, bytes.first != UInt8(ascii: "."),
        bytes.suffix(4).elementsEqual(".cue".utf8, by: { $0 | 0x20 == $1 | 0x20 }),
        let name = String(validating: bytes, as: UTF8.self)
      else { continue }
      names.append(name)
    }
    sheets = names.sorted { $0.precedesAsPath($1) }
  }

  /// The path of what has the name in it.
  func path(of name: String) -> String { prefix + name }

  /// Whether anything has the name.
  func isThere(_ name: String) -> Bool {
    var status = stat()
    return lstat(path(of: name), &status) == 0
  }

  /// The sheet of a name; nil for a link, for what is no file, and for what is gone.
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
    let folder: OpenFolder
    do throws(SystemError) { folder = try OpenFolder(prefix) } catch { throw .system(error) }
    return try SmallFile(name, in: folder, limit: CueSheet.limitBytes).bytes
  }

  /// The first file of a sheet for which nothing in the folder can be meant.
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
