import ConformanceKit
import TestResources
import Testing

@Suite struct InboxTests {
  private let soon = ContinuousClock.now + .seconds(60)

  @Test func `output is read in order, then the end`() async {
    let inbox = Inbox(capacity: 1000)
    inbox.offer(.line([1]))
    inbox.offer(.line([2]))
    inbox.end()
    #expect(await inbox.next(until: soon) == .line([1]))
    #expect(await inbox.next(until: soon) == .line([2]))
    #expect(await inbox.next(until: soon) == .ended)
    #expect(await inbox.next(until: soon) == .ended)
  }

  @Test func `a waiting reader is woken`() async {
    let inbox = Inbox(capacity: 1000)
    async let read = inbox.next(until: soon)
    inbox.offer(.line([1]))
    #expect(await read == .line([1]))
  }

  @Test func `silence is reported at the deadline, and later lines are still read`() async {
    let inbox = Inbox(capacity: 1000)
    #expect(await inbox.next(until: .now + .milliseconds(1)) == .silence)
    inbox.offer(.line([1]))
    #expect(await inbox.next(until: soon) == .line([1]))
  }

  @Test func `a cancelled reader does not wait`() async {
    let inbox = Inbox(capacity: 1000)
    let reader = Task { await inbox.next(until: .now + .seconds(3600)) }
    reader.cancel()
    #expect(await reader.value == .silence)
  }

  @Test func `a writer too far ahead continues when the reader has caught up`() async {
    let inbox = Inbox(capacity: 100)
    let writer = Task {
      await inbox.put(.line(Array(repeating: 1, count: 200)))
      inbox.offer(.line([2]))
    }
    #expect(await inbox.next(until: soon) == .line(Array(repeating: 1, count: 200)))
    #expect(await inbox.next(until: soon) == .line([2]))
    await writer.value
  }

  @Test func `a writer without a reader continues when the inbox is closed`() async {
    let inbox = Inbox(capacity: 100)
    let writer = Task {
      await inbox.put(.line(Array(repeating: 1, count: 200)))
    }
    inbox.close()
    #expect(await ends(writer))
  }
}
