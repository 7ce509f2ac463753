import SystemCalls

/// A lock on a folder among all processes and objects that use it so, held until the last reference
/// goes, or the process dies.
///
/// It is the folder itself that is locked (`flock`), so that no lock file is left lying about. What
/// it guards is the set of files under names that belong together.
package final class FolderLock {
  package enum Mode {
    case shared, exclusive
  }

  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Waits for the lock, but no longer than asked.
  ///
  /// - Returns: nil where the folder cannot be opened, or its file system knows no such locks:
  ///   the work there goes on without it.
  /// - Throws: ``FolderIsBusy`` when others held it all the time.
  package static func hold(
    _ folder: String, _ mode: Mode, patience: Duration
  ) throws(FolderIsBusy) -> FolderLock? {
    try hold(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), mode, patience)
  }

  /// The same for a folder that is open.
  package static func hold(
    _ folder: borrowing OpenFolder, _ mode: Mode, patience: Duration
  ) throws(FolderIsBusy) -> FolderLock? {
    let descriptor = openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    return try hold(descriptor, mode, patience)
  }

  private static func hold(
    _ descriptor: Int32, _ mode: Mode, _ patience: Duration
  ) throws(FolderIsBusy) -> FolderLock? {
    guard descriptor >= 0 else { return nil }
    let lock = FolderLock(descriptor: descriptor)
    let deadline = ContinuousClock.now + patience
    while flock(descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { return nil }
      guard ContinuousClock.now < deadline else { throw FolderIsBusy() }
      usleep(1000)
    }
    return lock
  }
}

/// Another process kept a folder locked for longer than was to be waited.
package struct FolderIsBusy: Error {}
