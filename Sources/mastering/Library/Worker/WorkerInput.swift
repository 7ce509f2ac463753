import Concurrency
import SystemCalls

/// The lines of a descriptor that belong to one shard, read on demand.
actor WorkerInput {
  /// The longest line, in bytes.
  static let lineBytes = 1 << 20

  private let descriptor: Descriptor
  private let shard: Shard
  private var splitter = LineSplitter(limitBytes: lineBytes)
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// Lines that were read but not returned yet, the next one last.
  private var lines: [LineSplitter.Line] = []
  private var count = 0
  private var isOver = false
  private let lane = BlockingLane("mastering.worker.input")

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  init(_ descriptor: Descriptor, shard: Shard) {
    self.descriptor = descriptor
    self.shard = shard
  }

  /// The next line; nil at the end.
  ///
  /// - Throws: the system error of reading.
  func next() throws(SystemError) -> LineSplitter.Line? {
    while lines.isEmpty, !isOver {
      var read: [LineSplitter.Line] = []
      switch descriptor.read(into: &buffer) {
      case .bytes(let count): splitter.take(buffer[..<count]) { read.append($0.copied) }
      case .end:
        isOver = true
        splitter.finish { read.append($0.copied) }
      case .failure(let code): throw SystemError(code: code)
      }
      for line in read {
        count += 1
        if shard.holds(count) { lines.append(line) }
      }
      lines.reverse()
    }
    return lines.popLast()
  }
}

extension LineSplitter.Line {
  /// The line with its own copy of the bytes, so that the read buffer need not be kept.
  fileprivate var copied: LineSplitter.Line {
    switch self {
    case .whole(let bytes): .whole(Array(bytes)[...])
    case .tooLong: self
    }
  }
}

/// One of several workers on the same lines: lines are assigned to them in turn.
struct Shard: Sendable, Hashable {
  let number: Int
  let count: Int

  /// The only worker, which answers every line.
  static let whole = Shard(unchecked: 1, of: 1)

  private init(unchecked number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  /// A shard as an argument, such as `2/4`; nil if it is not valid.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), number >= 1,
      number <= count
    else { return nil }
    self.init(unchecked: number, of: count)
  }

  /// Whether it has the line with this number, counted from 1.
  func holds(_ line: Int) -> Bool { (line - 1) % count == number - 1 }
}
