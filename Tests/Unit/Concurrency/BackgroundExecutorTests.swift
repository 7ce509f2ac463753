import Concurrency
import Foundation
import Synchronization
import Testing

/// How many pieces of work have come to a place.
private final class Arrivals: Sendable {
  private let number = Atomic(0)

  var count: Int { number.load(ordering: .relaxed) }

  func add() { number.add(1, ordering: .relaxed) }
}

@Suite struct BackgroundExecutorTests {
  /// More than there are cores, so that threads as many as cores do not suffice.
  private static let many = 2 * ProcessInfo.processInfo.activeProcessorCount + 2

  /// Keeps its thread busy until the condition holds, as work does that never suspends; false if
  /// that takes far longer than it can.
  private static func spin(until condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(120)
    while !condition() {
      guard ContinuousClock.now < deadline else { return false }
    }
    return true
  }

  @Test func `each piece of work has a thread, however many cores there are`() async {
    let executor = BackgroundExecutor()
    let begun = Arrivals()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<Self.many {
        group.addTask(executorPreference: executor) {
          begun.add()
          return Self.spin { begun.count == Self.many }
        }
      }
      for await allBegan in group { #expect(allBegan) }
    }
  }

  @Test func `work of one executor does not hold up that of another`() async {
    let (busy, other) = (BackgroundExecutor(), BackgroundExecutor())
    let (begun, done) = (Arrivals(), Arrivals())
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<Self.many {
        group.addTask(executorPreference: busy) {
          begun.add()
          return Self.spin { done.count > 0 }
        }
      }
      // It is enqueued behind all of them.
      group.addTask(executorPreference: other) {
        let allBegan = Self.spin { begun.count == Self.many }
        done.add()
        return allBegan
      }
      for await isOver in group { #expect(isOver) }
    }
  }

  @Test func `more work than there can be threads is all done`() async {
    let executor = BackgroundExecutor()
    let done = Arrivals()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<1000 {
        group.addTask(executorPreference: executor) {
          for _ in 0..<3 { await Task.yield() }
          done.add()
        }
      }
    }
    #expect(done.count == 1000)
  }
}
