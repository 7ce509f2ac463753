package import MasteringModel
import SystemCalls

/// The absolute path with all links resolved.
///
/// - Throws: the system's reason; `EILSEQ` if that path is not UTF-8, because it could not be
///   represented here.
package func resolvedPath(of path: String) throws(SystemReason) -> String {
  // To the system, a path ends at its first zero byte: it would check another file.
  guard !path.utf8.contains(0) else { throw SystemReason(errno: ENOENT) }
  guard let resolved = realpath(path, nil) else { throw SystemReason(errno: errno) }
  defer { free(resolved) }
  guard let text = String(validatingCString: resolved) else { throw SystemReason(errno: EILSEQ) }
  return text
}

/// Whether a path, with links followed, leads to a folder.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.isFolder
}
