import SystemCalls
import Testing

struct DescriptorWaitTests {
  @Test func `those are reported that are ready`() throws {
    let (silent, speaking) = (try Pipe(), try Pipe())
    _ = speaking.writing.write([1])
    let ready = try Descriptor.wait(
      for: [(silent.reading, POLLIN), (speaking.reading, POLLIN)], until: .now + .seconds(600))
    #expect(ready == [false, true])
  }

  @Test func `none is ready at the deadline`() throws {
    let pipe = try Pipe()
    #expect(
      try Descriptor.wait(for: [(pipe.reading, POLLIN)], until: .now + .milliseconds(1)) == [false])
  }

  @Test func `none is ready after the deadline`() throws {
    let pipe = try Pipe()
    _ = pipe.writing.write([1])
    #expect(try Descriptor.wait(for: [(pipe.reading, POLLIN)], until: .now) == [false])
  }
}

/// A pipe, closed with this.
private final class Pipe {
  let reading: Descriptor
  let writing: Descriptor

  init() throws {
    (reading, writing) = try Descriptor.pipe()
  }

  deinit {
    close(reading.number)
    close(writing.number)
  }
}
