import Foundation
import Synchronization
import Testing

@testable import StdioHosting

/// How much work a host does at a time.
@Suite struct RunningCountTests {
  /// Enters on another thread, and reports when it is in.
  private func entering(_ count: RunningCount, bytes: Int) -> AsyncStream<Void> {
    let (entered, feed) = AsyncStream<Void>.makeStream()
    Thread.detachNewThread {
      count.enter(bytes: bytes)
      feed.yield()
      feed.finish()
    }
    return entered
  }

  @Test func `lines that together have too many bytes wait for each other`() async {
    let count = RunningCount(limit: 10, limitBytes: 100)
    count.enter(bytes: 60)
    let isIn = Mutex(false)
    let (entered, feed) = AsyncStream<Void>.makeStream()
    Thread.detachNewThread {
      count.enter(bytes: 60)
      isIn.withLock { $0 = true }
      feed.finish()
    }
    #expect(!isIn.withLock { $0 })
    count.leave(bytes: 60)
    for await _ in entered {}
    #expect(isIn.withLock { $0 })
    count.leave(bytes: 60)
    #expect(count.isIdle)
  }

  @Test func `a single line enters however long it is`() async {
    let count = RunningCount(limit: 10, limitBytes: 100)
    for await _ in entering(count, bytes: 1000) {}
    #expect(!count.isIdle)
    count.leave(bytes: 1000)
    await count.idle()
  }

  @Test func `the number of calls is limited`() async {
    let count = RunningCount(limit: 2, limitBytes: 100)
    count.enter(bytes: 1)
    count.enter(bytes: 1)
    let third = entering(count, bytes: 1)
    count.leave(bytes: 1)
    for await _ in third {}
    count.leave(bytes: 1)
    #expect(!count.isIdle)
    count.leave(bytes: 1)
    #expect(count.isIdle)
  }
}
