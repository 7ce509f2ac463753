package import SystemCalls

/// The folder a path lies in, by its text.
package func folder(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Makes a folder and those it lies in, where they are missing, for this user alone.
package func makeFolder(_ path: String) throws(SystemError) {
  if mkdir(path, 0o700) == 0 { return }
  switch errno {
  case EEXIST: return
  case ENOENT where folder(of: path) != path:
    try makeFolder(folder(of: path))
    // Another process may have made it in between.
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
  default: throw .last
  }
}
