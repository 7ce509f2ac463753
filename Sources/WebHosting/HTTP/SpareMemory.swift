import NIOCore
import NIOPosix
import SystemCalls

/// Gives back to the system what a crowd of connections needed, once it has gone.
///
/// The C library of Linux keeps memory that was freed, for each thread apart: after 2,048 connections,
/// 24 MiB of which nothing was in use.
enum SpareMemory {
  /// How long after the last of a crowd: what its connections held is freed when their tasks have
  /// ended. The second time is for a machine so busy that they have not by the first.
  private static let delays = [TimeAmount.seconds(2), .seconds(15)]

  /// Gives it back in a while. What is called takes milliseconds, during which other threads may wait
  /// for memory.
  static func giveBackSoon() {
    for delay in delays {
      MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: delay) {
        NIOThreadPool.singleton.submit { _ in
          _ = trim?(0)
        }
      }
    }
  }

  /// `malloc_trim` of the GNU C library, which its headers do not show to Swift; nil elsewhere.
  private static let trim: (@convention(c) (Int) -> Int32)? = {
    guard let function = dlsym(nil, "malloc_trim") else { return nil }
    return unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)
  }()
}
