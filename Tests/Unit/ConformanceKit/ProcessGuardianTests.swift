import AudioFixtures
import ConformanceKit
import Foundation
import SystemCalls
import Testing

@Suite(.takesTurns(at: .process)) struct ProcessGuardianTests {
  @Test("the guardian shell inherits no open file of this process")
  func inheritsNothing() throws {
    let folder = try TemporaryFolder()
    // A pipe made without regard to child processes.
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (shell, lifeline) = try #require(ProcessGuardian.startShell(on: folder.path))
    defer {
      close(ends[0])
      // It ends with its lifeline, and would remain a zombie, for which exit tests wait forever.
      close(lifeline)
      kill(shell, SIGKILL)
      waitpid(shell, nil, 0)
    }
    close(ends[1])

    let isReady = Descriptor.wait(
      for: [(Descriptor(number: ends[0]), POLLIN)], milliseconds: 0)
    #expect(isReady == [true], "the pipe's writing end is open in the shell")
  }
}
