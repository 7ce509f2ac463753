import SystemCalls
import Testing

struct UninterruptedTests {
  @Test func `a call that a signal interrupts is repeated`() {
    var outcomes = [(-1, EINTR), (-1, EINTR), (7, 0)][...]
    let result = uninterrupted {
      let (result, code) = outcomes.removeFirst()
      errno = code
      return result
    }
    #expect(result == 7)
    #expect(outcomes.isEmpty)
  }

  @Test func `another failure is returned at once, with its reason`() {
    var count = 0
    let result = uninterrupted {
      count += 1
      errno = EAGAIN
      return -1
    }
    let code = errno
    #expect(result == -1)
    #expect(code == EAGAIN)
    #expect(count == 1)
  }

  @Test func `a result counts, whatever an earlier call left in errno`() {
    errno = EINTR
    #expect(uninterrupted { 0 } == 0)
  }
}
