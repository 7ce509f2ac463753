import SystemCalls

/// A lock on a folder among all processes and objects that use this type, held until the last
/// reference is released or the process ends.
///
/// The folder itself is locked (`flock`), so no lock file is left behind. The lock protects a set
/// of files whose names belong together.
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

  /// Waits for the lock, but no longer than `patience`.
  ///
  /// - Returns: nil if the folder cannot be opened, or its file system does not support such locks:
  ///   work then continues without it.
  /// - Throws: ``FolderIsBusy`` if others held it the whole time.
  package static func hold(
    _ folder: String, _ mode: Mode, patience: Duration
  ) throws(FolderIsBusy) -> FolderLock? {
    try hold(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), mode, patience)
  }

  /// The same for an open folder.
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
    let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
    while uninterrupted({ flock(descriptor, operation) }) != 0 {
      guard errno == EWOULDBLOCK else { return nil }
      guard ContinuousClock.now < deadline else { throw FolderIsBusy() }
      usleep(1000)
    }
    return lock
  }
}

/// Another process kept a folder locked for longer than the time limit.
package struct FolderIsBusy: Error {}
