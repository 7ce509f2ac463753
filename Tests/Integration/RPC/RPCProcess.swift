import AudioFixtures
import Foundation
import StrictJSON
import TestResources
import Testing

/// A running `mastering rpc`, with pipes to and from it.
///
///     let host = try RPCProcess()
///     host.send(#"{"jsonrpc":"2.0","id":1,"method":"engine.describe"}"#)
///     let answer = try await host.message()
///     #expect(try await host.finish() == 0)
final class RPCProcess: Sendable {
  private let process: Process
  private let input: FileHandle
  private let output: LineSource
  private let ended: AsyncStream<Void>

  /// Starts the host; by default it caches nothing.
  init(
    _ arguments: [String] = ["--no-cache"], folder: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: MasteringProcess.executable)
    process.arguments = ["rpc"] + arguments
    process.environment = MasteringProcess.surroundings.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (toHost, fromHost) = (Pipe(), Pipe())
    process.standardInput = toHost
    process.standardOutput = fromHost
    process.standardError = FileHandle.nullDevice
    let (ended, end) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in end.finish() }
    self.ended = ended
    // A write to a host that has ended fails instead of raising SIGPIPE.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    // Only the host holds its ends now.
    try toHost.fileHandleForReading.close()
    try fromHost.fileHandleForWriting.close()
    self.process = process
    input = toHost.fileHandleForWriting
    output = LineSource(fromHost.fileHandleForReading)
  }

  deinit { if process.isRunning { process.terminate() } }

  var identifier: Int32 { process.processIdentifier }

  /// Sends lines from this thread; they must be short enough to fit without a reader.
  func send(_ lines: String...) { send(Array(lines.map { $0 + "\n" }.joined().utf8)) }

  /// Sends raw bytes; bytes that a host no longer reads are lost.
  func send(_ bytes: [UInt8]) { try? input.write(contentsOf: Data(bytes)) }

  /// Sends any number of bytes from another thread.
  func sendAside(_ bytes: [UInt8]) {
    Thread.detachNewThread { [self] in send(bytes) }
  }

  /// The next message.
  func message() async throws -> JSON {
    try JSON.parse(try #require(await output.next(), "the host ended without an answer"))
  }

  /// The next message that is not a notification.
  func answer() async throws -> JSON {
    while true {
      let message = try await message()
      if message["method"] == nil { return message }
    }
  }

  /// The answer to a call.
  func call(_ method: String, _ params: String = "{}") async throws -> JSON {
    send(#"{"jsonrpc":"2.0","id":"call","method":"\#(method)","params":\#(params)}"#)
    let answer = try await answer()
    return try #require(answer["result"] ?? answer["error"])
  }

  func endInput() { try? input.close() }

  /// Closes the read end of the host's output.
  func stopReading() { output.close() }

  /// Ends the input and waits for the host. Returns the exit status, or nil if a signal ended it.
  @discardableResult
  func finish() async throws -> Int32? {
    endInput()
    return try await status()
  }

  /// Waits until the host ends.
  func status() async throws -> Int32? {
    let killer = Task(executorPreference: TestResource.threads) { [identifier] in
      guard (try? await Task.sleep(for: .seconds(60))) != nil else { return }
      kill(identifier, SIGKILL)
    }
    for await _ in ended {}
    killer.cancel()
    return process.terminationReason == .exit ? process.terminationStatus : nil
  }

  /// Every remaining line.
  func remainingLines() async -> [String] {
    var lines: [String] = []
    while let line = await output.next() { lines.append(line) }
    return lines
  }
}

/// The lines of a pipe, read on their own thread.
private final class LineSource: Sendable {
  private let handle: FileHandle
  private let lines: AsyncStream<String>

  init(_ handle: FileHandle) {
    self.handle = handle
    let (lines, feed) = AsyncStream<String>.makeStream()
    self.lines = lines
    let descriptor = handle.fileDescriptor
    Thread.detachNewThread {
      var line: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(descriptor, &block, block.count)
        guard count > 0 else { break }
        for byte in block[..<count] {
          if byte == 0x0A {
            feed.yield(String(decoding: line, as: UTF8.self))
            line.removeAll(keepingCapacity: true)
          } else {
            line.append(byte)
          }
        }
      }
      feed.finish()
    }
  }

  func next() async -> String? {
    for await line in lines { return line }
    return nil
  }

  func close() { try? handle.close() }
}
