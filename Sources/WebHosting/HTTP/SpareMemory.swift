import NIOCore
import NIOPosix
import SystemCalls

/// Returns memory to the system after a crowd of connections has closed.
///
/// The GNU C library keeps freed memory, separately for each thread: after 2,048 connections, 24
/// MiB that were not in use.
enum SpareMemory {
  /// The delays after a crowd has left: memory is freed when the tasks of its connections have
  /// ended. The second delay is for a machine so busy that they have not ended by the first.
  private static let delays = [TimeAmount.seconds(2), .seconds(15)]

  /// Returns it after a delay. The call takes milliseconds, during which other threads may wait for
  /// memory.
  static func giveBackSoon() {
    for delay in delays {
      MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: delay) {
        NIOThreadPool.singleton.submit { _ in
          _ = trim?(0)
        }
      }
    }
  }

  /// `malloc_trim` of the GNU C library, which is not imported into Swift; nil elsewhere.
  private static let trim: (@convention(c) (Int) -> Int32)? = {
    guard let function = dlsym(nil, "malloc_trim") else { return nil }
    return unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)
  }()
}
