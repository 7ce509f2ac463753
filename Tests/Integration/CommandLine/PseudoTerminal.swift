import Foundation

/// A terminal that a test looks at instead of a person.
final class PseudoTerminal: Sendable {
  /// What a program writes to.
  let userSide: FileHandle
  private let screenSide: Int32

  /// A new terminal.
  ///
  /// - Throws: `POSIXError` when the system has none.
  init() throws {
    screenSide = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard screenSide >= 0, let name = Self.unlockedUserSide(of: screenSide) else {
      throw Self.failure
    }
    let descriptor = open(name, O_RDWR | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.failure }
    userSide = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
  }

  private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

  /// The path of the side that programs write to, once it may be opened.
  private static func unlockedUserSide(of screenSide: Int32) -> String? {
    #if os(Linux)
      // What grantpt, unlockpt and ptsname do, which Swift's Glibc does not show; the numbers are
      // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>.
      var isLocked: Int32 = 0
      var number: UInt32 = 0
      guard ioctl(screenSide, 0x4004_5431, &isLocked) == 0,
        ioctl(screenSide, 0x8004_5430, &number) == 0
      else { return nil }
      return "/dev/pts/\(number)"
    #else
      guard grantpt(screenSide) == 0, unlockpt(screenSide) == 0 else { return nil }
      return ptsname(screenSide).map { String(cString: $0) }
    #endif
  }

  deinit { close(screenSide) }

  /// What is shown, piece by piece, until the terminal is closed everywhere. Hang up when the
  /// program is started, to hear of its end.
  func pieces() -> AsyncStream<String> {
    let (pieces, continuation) = AsyncStream<String>.makeStream()
    // A thread of its own: reading waits, and must not keep a task's thread.
    Thread.detachNewThread { [self] in
      var block = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(screenSide, &block, block.count)
        // An error is how Linux says that the terminal is closed everywhere.
        guard count > 0 else { break }
        continuation.yield(String(decoding: block[..<count], as: UTF8.self))
      }
      continuation.finish()
    }
    return pieces
  }

  /// Everything that is shown until the terminal is hung up.
  func everythingShown() async -> String {
    await pieces().reduce(into: "") { $0 += $1 }
  }

  /// Closes the side that was written to.
  func hangUp() { try? userSide.close() }
}
