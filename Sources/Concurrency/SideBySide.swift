/// Performs numbered pieces of work, several at a time.
///
/// When its task is cancelled, it starts nothing more, cancels running work and passes on what was
/// done.
package struct SideBySide: Sendable {
  private let jobs: Int
  private let lead: Int

  /// - Parameters:
  ///   - jobs: how many pieces run at a time; 1 or more.
  ///   - lead: how far work may run ahead of the first unfinished piece, which bounds the number of
  ///     buffered outcomes.
  package init(jobs: Int, lead: Int = 1024) {
    precondition(jobs >= 1 && lead >= 1, "jobs and lead must be at least 1")
    self.jobs = jobs
    self.lead = lead
  }

  /// Performs the work for each number in 0..<`count`.
  ///
  /// - Parameters:
  ///   - finished: called with each outcome as soon as it is available.
  ///   - inOrder: called with each outcome in the order of the numbers, as soon as it and all before
  ///     it are available; after a cancellation, with those available.
  package func run<Value: Sendable>(
    _ count: Int, work: @escaping @Sendable (Int) async -> Value,
    finished: (Int, Value) -> Void = { _, _ in }, inOrder: (Int, Value) -> Void
  ) async {
    await withTaskGroup(of: Outcome<Value>.self) { group in
      var (next, turn, running) = (0, 0, 0)
      var waiting: [Int: Value] = [:]
      func start() {
        while running < jobs, next < count, next - turn < lead, !Task.isCancelled {
          let index = next
          next += 1
          running += 1
          group.addTask { Outcome(index: index, value: await work(index)) }
        }
      }
      start()
      while let outcome = await group.next() {
        running -= 1
        finished(outcome.index, outcome.value)
        waiting[outcome.index] = outcome.value
        while let value = waiting.removeValue(forKey: turn) {
          inOrder(turn, value)
          turn += 1
        }
        start()
      }
      for (index, value) in waiting.sorted(by: { $0.key < $1.key }) { inOrder(index, value) }
    }
  }

  private struct Outcome<Value: Sendable>: Sendable {
    let index: Int
    let value: Value
  }
}
