import Foundation

/// `mastering rpc`, started with pipes to and from it.
final class HostProcess {
  let identifier: pid_t
  private let input: Int32
  private let output: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)

  /// Starts the host.
  init(_ words: [String]) throws {
    var toHost: [Int32] = [0, 0]
    var fromHost: [Int32] = [0, 0]
    guard pipe(&toHost) == 0, pipe(&fromHost) == 0 else { throw HostFailure.noPipe }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toHost[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromHost[1], 1)
    for end in toHost + fromHost { posix_spawn_file_actions_addclose(&actions, end) }
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var identifier = pid_t()
    guard posix_spawn(&identifier, words[0], &actions, nil, &arguments, environ) == 0 else {
      throw HostFailure.notStarted(words[0])
    }
    self.identifier = identifier
    close(toHost[0])
    close(fromHost[1])
    input = toHost[1]
    output = fromHost[0]
  }

  /// Sends bytes, and waits until they are accepted.
  func send(_ bytes: [UInt8]) throws {
    try Self.send(bytes, to: input)
  }

  /// The descriptor for sending, for a thread that does nothing else.
  var sendingEnd: Int32 { input }

  static func send(_ bytes: [UInt8], to descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent)
      }
      guard count > 0 else { throw HostFailure.ended }
      sent += count
    }
  }

  /// Reads what is available, and returns how many lines ended in it.
  func receiveLines() throws -> Int {
    let count = read(output, &buffer, buffer.count)
    guard count > 0 else { throw HostFailure.ended }
    return buffer[..<count].count { $0 == 0x0A }
  }

  /// The host's current memory in bytes; 0 if the system does not report it.
  var residentBytes: Int {
    let words = (try? String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8)) ?? ""
    let pages = words.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Ends the input, waits for the host to end, and returns its resource usage.
  func finish() throws -> rusage {
    close(input)
    while read(output, &buffer, buffer.count) > 0 {}
    close(output)
    var usage = rusage()
    var status: Int32 = 0
    wait4(identifier, &status, 0, &usage)
    guard status == 0 else { throw HostFailure.failed(status) }
    return usage
  }
}

/// Why nothing could be measured.
enum HostFailure: Error {
  case noPipe
  case notStarted(String)
  case ended
  case failed(Int32)
  case usage
}
