import Concurrency
import Testing

@Suite struct AtOnceTests {
  @Test
  func `both pieces of work are done by the time it returns, and may change what is around them`() {
    for round in 0..<10_000 {
      var (one, other) = (0, [Int]())
      atOnce({ one = round }, elsewhere: { other.append(round) })
      #expect(one == round && other == [round])
    }
  }

  @Test func `the first piece runs in the task, so it sees that this was cancelled`() async {
    let sawIt = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return (0..<1_000).allSatisfy { _ in
        var isCancelled = false
        atOnce({ isCancelled = Task.isCancelled }, elsewhere: {})
        return isCancelled
      }
    }.value
    #expect(sawIt)
  }

  @Test func `within one another, and on every thread at once, none waits for ever`() async {
    let sum = await withTaskGroup(of: Int.self) { group in
      for number in 0..<64 {
        group.addTask {
          var (one, other, third) = (0, 0, 0)
          atOnce(
            { atOnce({ one = number }, elsewhere: { other = number }) },
            elsewhere: { third = number })
          return one + other + third
        }
      }
      return await group.reduce(0, +)
    }
    #expect(sum == 3 * 63 * 64 / 2)
  }
}
