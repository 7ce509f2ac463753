import Foundation

/// Paths that are not plain readable files; each function returns the path.
extension TemporaryFolder {
  /// Creates an empty folder.
  package func folder(_ name: String) throws -> String {
    try checked(mkdir(path(of: name), 0o755), "mkdir", path(of: name))
    return path(of: name)
  }

  /// Creates a pipe; opening it for reading waits for a writer.
  package func pipe(_ name: String) throws -> String {
    try checked(mkfifo(path(of: name), 0o600), "mkfifo", path(of: name))
    return path(of: name)
  }

  /// Creates a socket without a listener.
  package func unixSocket(_ name: String) throws -> String {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path(of: name).utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
      // One byte stays zero and ends the path.
      guard bytes.count < target.count else { return false }
      target.copyBytes(from: bytes)
      return true
    }
    guard fits else {
      throw FixtureFailure.system(call: "bind", path: path(of: name), code: ENAMETOOLONG)
    }
    #if canImport(Darwin)
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    try checked(descriptor, "socket", path(of: name))
    defer { close(descriptor) }
    let result = withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try checked(result, "bind", path(of: name))
    return path(of: name)
  }

  /// Creates a symbolic link to a path, which need not exist.
  package func link(_ name: String, to target: String) throws -> String {
    try checked(symlink(target, path(of: name)), "symlink", path(of: name))
    return path(of: name)
  }

  /// Creates a link to itself, which not even root can open: `ELOOP`.
  package func endlessLink(_ name: String) throws -> String {
    try link(name, to: name)
  }

  /// Writes a file that only root may read: `EACCES`. See ``permissionsApply``.
  package func unreadableFile(_ name: String, _ bytes: [UInt8] = []) throws -> String {
    try file(name, bytes)
    try checked(chmod(path(of: name), 0), "chmod", path(of: name))
    return path(of: name)
  }

  /// Whether permissions apply to this process; they never apply to root.
  package static var permissionsApply: Bool {
    geteuid() != 0
  }
}
