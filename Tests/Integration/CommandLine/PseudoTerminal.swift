import Foundation

/// A terminal whose output a test reads.
final class PseudoTerminal: Sendable {
  /// The side that a program writes to.
  let userSide: FileHandle
  private let screenSide: Int32

  /// Opens a new terminal.
  ///
  /// - Throws: `POSIXError` if the system has none left.
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

  /// Unlocks the side that programs write to, and returns its path.
  private static func unlockedUserSide(of screenSide: Int32) -> String? {
    #if os(Linux)
      // This does the work of grantpt, unlockpt and ptsname, which Swift's Glibc does not export.
      // The numbers are TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>.
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

  /// The output, piece by piece, until the terminal is closed everywhere. Hang up once the program
  /// has started; otherwise its end goes unnoticed.
  func pieces() -> AsyncStream<String> {
    let (pieces, continuation) = AsyncStream<String>.makeStream()
    // On its own thread: the read blocks, and must not occupy a task's thread.
    Thread.detachNewThread { [self] in
      var block = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(screenSide, &block, block.count)
        // Linux reports by an error that the terminal is closed everywhere.
        guard count > 0 else { break }
        continuation.yield(String(decoding: block[..<count], as: UTF8.self))
      }
      continuation.finish()
    }
    return pieces
  }

  /// All output until the terminal is hung up.
  func everythingShown() async -> String {
    await pieces().reduce(into: "") { $0 += $1 }
  }

  /// Closes this process's copy of the side that programs write to.
  func hangUp() { try? userSide.close() }
}
