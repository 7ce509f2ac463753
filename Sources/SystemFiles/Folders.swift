package import SystemCalls

/// The parent folder of a path, from its text.
package func folder(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// A path cut after its last slash: the folder, which ends in the slash and is empty without one, and
/// the name.
///
/// It is cut by bytes, as the system does: a combining mark after a slash forms one character with it.
package func cut(_ path: String) -> (folder: String, name: String) {
  let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
  let start = slash.map(path.utf8.index(after:)) ?? path.startIndex
  return (String(path[..<start]), String(path[start...]))
}

/// Creates a folder and its missing parents, private to this user.
package func makeFolder(_ path: String) throws(SystemError) {
  // Those that are missing, the innermost first.
  var missing: [String] = []
  var next = path
  while mkdir(next, 0o700) != 0, errno != EEXIST {
    let outer = folder(of: next)
    guard errno == ENOENT, outer != next else { throw .last }
    missing.append(next)
    next = outer
  }
  for path in missing.reversed() {
    // Another process may have created it in the meantime.
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
  }
}
