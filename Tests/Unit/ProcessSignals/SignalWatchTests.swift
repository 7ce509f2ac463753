import Dispatch
import Foundation
import ProcessSignals
import Testing

/// The tests send SIGUSR1 and SIGUSR2, because SIGINT and SIGTERM may be meant for the test process
/// itself.
@Suite(.timeLimit(.minutes(20))) struct SignalWatchTests {
  @Test func `an immediate signal is received, however busy the machine is`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      // Enough rounds that the threads of Dispatch and those of tasks have to wait for each other.
      let burning = (0..<16).map { _ in
        Thread { while true { _ = (0..<1000).reduce(0, &+) } }
      }
      burning.forEach { $0.start() }
      for _ in 0..<200 {
        let (signals, feed) = AsyncStream<Int32>.makeStream()
        let watch = await SignalWatch([SIGUSR1], on: DispatchQueue(label: "test")) {
          feed.yield($0)
        }
        kill(getpid(), SIGUSR1)
        for await number in signals {
          if number != SIGUSR1 { exit(1) }
          break
        }
        await watch.cancel()
      }
      exit(42)
    }
  }

  @Test func `each signal is reported by its number`() async {
    await #expect(processExitsWith: .success) {
      let (signals, feed) = AsyncStream<Int32>.makeStream()
      let watch = await SignalWatch([SIGUSR1, SIGUSR2], on: DispatchQueue(label: "test")) {
        feed.yield($0)
      }
      var iterator = signals.makeAsyncIterator()
      for number in [SIGUSR2, SIGUSR1, SIGUSR2] {
        kill(getpid(), number)
        if await iterator.next() != number { exit(1) }
      }
      withExtendedLifetime(watch) {}
    }
  }

  @Test func `a signal that is no longer watched ends the process`() async {
    await #expect(processExitsWith: .signal(SIGUSR1)) {
      let watch = await SignalWatch([SIGUSR1], on: DispatchQueue(label: "test")) { _ in }
      await watch.cancel()
      kill(getpid(), SIGUSR1)
      while true { try await Task.sleep(for: .seconds(1)) }
    }
  }

  @Test func `of two watches, one may be cancelled`() async {
    await #expect(processExitsWith: .success) {
      let (signals, feed) = AsyncStream<Int32>.makeStream()
      let staying = await SignalWatch([SIGUSR1], on: DispatchQueue(label: "test")) {
        feed.yield($0)
      }
      let going = await SignalWatch([SIGUSR1], on: DispatchQueue(label: "test")) { _ in }
      await going.cancel()
      kill(getpid(), SIGUSR1)
      for await _ in signals { break }
      withExtendedLifetime(staying) {}
    }
  }

  @Test func `a released watch no longer receives signals`() async {
    await #expect(processExitsWith: .signal(SIGUSR1)) {
      _ = await SignalWatch([SIGUSR1], on: DispatchQueue(label: "test")) { _ in }
      // It is released at some point; signals sent before that are ignored.
      while true {
        kill(getpid(), SIGUSR1)
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }

  @Test func `with onlyFirst, the second signal ends the process`() async {
    await #expect(processExitsWith: .signal(SIGUSR1)) {
      let (signals, feed) = AsyncStream<Int32>.makeStream()
      let watch = await SignalWatch(
        [SIGUSR1], onlyFirst: true, on: DispatchQueue(label: "test")
      ) { feed.yield($0) }
      kill(getpid(), SIGUSR1)
      for await _ in signals { break }
      kill(getpid(), SIGUSR1)
      while true { try await Task.sleep(for: .seconds(1)) }
      withExtendedLifetime(watch) {}
    }
  }
}
