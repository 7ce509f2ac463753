import Concurrency
import Synchronization
import Testing

/// How many pieces are running, and the highest number so far.
private final class Workers: Sendable {
  private let counts = Mutex((now: 0, most: 0))

  var most: Int { counts.withLock { $0.most } }

  func enter() {
    counts.withLock { counts in
      counts.now += 1
      counts.most = max(counts.most, counts.now)
    }
  }

  func leave() { counts.withLock { $0.now -= 1 } }
}

@Suite struct SideBySideTests {
  @Test(arguments: [1, 2, 7], [0, 1, 2, 100])
  func `every piece runs once and is passed on in order`(jobs: Int, count: Int) async {
    var finished: [Int] = []
    var inOrder: [Int] = []
    await SideBySide(jobs: jobs).run(count) { index in
      // Later pieces tend to be quicker.
      for _ in index..<count { await Task.yield() }
      return index * index
    } finished: { index, value in
      #expect(value == index * index)
      finished.append(index)
    } inOrder: { index, value in
      #expect(value == index * index)
      inOrder.append(index)
    }
    #expect(inOrder == Array(0..<count))
    #expect(finished.sorted() == inOrder)
  }

  @Test(arguments: [1, 2, 5])
  func `no more pieces run at once than requested`(jobs: Int) async {
    let workers = Workers()
    await SideBySide(jobs: jobs).run(50) { _ in
      workers.enter()
      for _ in 0..<5 { await Task.yield() }
      workers.leave()
    } inOrder: { _, _ in
    }
    #expect(workers.most <= jobs)
    #expect(workers.most >= 1)
  }

  @Test func `work runs only a limited distance ahead of a slow piece`() async {
    let (release, releaser) = AsyncStream<Void>.makeStream()
    let furthest = Mutex(0)
    var done: [Int] = []
    await SideBySide(jobs: 3, lead: 4).run(20) { index in
      furthest.withLock { $0 = max($0, index) }
      if index == 0 { for await _ in release {} }
    } finished: { index, _ in
      done.append(index)
      // The first piece lets pieces 1, 2 and 3 run, and no others.
      if done.count == 3 {
        #expect(done.sorted() == [1, 2, 3])
        #expect(furthest.withLock { $0 } == 3)
        releaser.finish()
      }
    } inOrder: { _, _ in
    }
    #expect(done.count == 20)
  }

  @Test func `quick pieces finish before slow ones and are passed on in order`() async {
    let (release, releaser) = AsyncStream<Void>.makeStream()
    var events: [String] = []
    await SideBySide(jobs: 2).run(2) { index in
      if index == 0 { for await _ in release {} }
    } finished: { index, _ in
      events.append("finished \(index)")
      if index == 1 { releaser.finish() }
    } inOrder: { index, _ in
      events.append("in order \(index)")
    }
    #expect(events == ["finished 1", "finished 0", "in order 0", "in order 1"])
  }

  @Test func `a cancelled run starts nothing more and passes on what is done`() async {
    let started = Mutex<Set<Int>>([])
    let task = Task {
      var handed: [Int] = []
      await SideBySide(jobs: 2).run(1000) { index in
        started.withLock { _ = $0.insert(index) }
        if index == 0 {
          // Ends only by cancellation.
          for await _ in AsyncStream<Void>.makeStream().stream {}
        }
        return Task.isCancelled
      } finished: { index, _ in
        if index == 5 { withUnsafeCurrentTask { $0?.cancel() } }
      } inOrder: { index, _ in
        handed.append(index)
      }
      return handed
    }
    let handed = await task.value
    let startedCount = started.withLock { $0.count }
    #expect(startedCount < 1000)
    #expect(handed == Array(0..<startedCount))
  }
}
