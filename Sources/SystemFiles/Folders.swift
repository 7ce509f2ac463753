package import SystemCalls

/// The parent folder of a path, from its text.
package func folder(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
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
