import SystemCalls
import Testing

@testable import StdioHosting

/// How a host ends, without threads, pipes or time.
@Suite struct HostEndTests {
  private func steps(
    _ events: [HostEvent], withInput endsWithInput: Bool = false
  ) -> (steps: [HostEnd.Step], status: Int32) {
    var end = HostEnd(withInput: endsWithInput)
    let steps = events.flatMap { end.steps(after: $0) }
    return (steps, end.status)
  }

  @Test func `at the end of the input, running work gets all the time it needs`() {
    let (steps, status) = steps([.inputEnded(.endOfInput), .finished])
    #expect(steps == [.finishWork, .end(isAbandoning: false)])
    #expect(status == 0)
  }

  @Test func `where the input's end is the host's, running work gets its grace`() {
    let (steps, _) = steps([.inputEnded(.endOfInput), .graceEnded], withInput: true)
    #expect(steps == [.wait(.finishing), .finishWork, .cancelWork, .wait(.cancelling)])
  }

  @Test func `a stop waits for work, cancels it when the grace is over, and then abandons it`() {
    let (steps, status) = steps([.stop, .inputEnded(.stopped), .graceEnded, .graceEnded])
    #expect(
      steps == [
        .stopReading, .wait(.finishing), .finishWork, .cancelWork, .wait(.cancelling),
        .end(isAbandoning: true),
      ])
    #expect(status == 0)
  }

  @Test func `work that ends within the grace abandons nothing`() {
    let (steps, _) = steps([.stop, .inputEnded(.stopped), .graceEnded, .finished])
    #expect(steps.last == .end(isAbandoning: false))
  }

  @Test func `a second stop ends running work at once, a third abandons it`() {
    let (twice, _) = steps([.stop, .stop])
    #expect(
      twice == [.stopReading, .wait(.finishing), .stopReading, .cancelWork, .wait(.cancelling)])
    let (thrice, _) = steps([.stop, .stop, .stop])
    #expect(thrice.last == .end(isAbandoning: true))
  }

  @Test func `a reader that has gone cancels work, and is no failure`() {
    let (steps, status) = steps([.outputClosed(EPIPE), .inputEnded(.stopped), .finished])
    #expect(
      steps == [
        .stopReading, .cancelWork, .wait(.cancelling), .finishWork, .end(isAbandoning: false),
      ])
    #expect(status == 0)
  }

  @Test(arguments: [[HostEvent.outputClosed(EIO)], [.inputEnded(.failure(EIO))]])
  func `an input or output that fails is a failure`(_ events: [HostEvent]) {
    #expect(steps(events + [.finished]).status == 1)
  }
}
