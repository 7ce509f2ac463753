import SystemCalls

/// A number for each block or node of a track: in memory, or for long tracks in a temporary file
/// without a name, of which only the part in use is in memory.
///
/// Rows are processed from their start to their end by ``LongRow/sweep(_:over:_:)``, which frees the
/// memory behind it.
package struct LongRow: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private let storage: Storage
  /// How many numbers there are.
  package let count: Int

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  /// The longest row in memory: 2 MiB, or 12 minutes at 44.1 kHz.
  static let longestInMemory = 1 << 19
  /// How many numbers of long rows are processed before the memory of those before them is freed. It
  /// is far longer than any window over them.
  fileprivate static let stretch = 1 << 16

  /// The numbers of a sequence.
  package init(_ values: some Sequence<Float>) {
    let values = Array(values)
    self.init(count: values.count, over: []) { values[$0] }
  }

  package init(arrayLiteral values: Float...) { self.init(values) }

  /// One number, `count` times.
  package init(repeating value: Float, count: Int) {
    self.init(count: count, over: []) { _ in value }
  }

  /// A row whose numbers are computed in order.
  ///
  /// - Parameters:
  ///   - rows: the rows that `value` reads near the index.
  ///   - value: the number at an index.
  @inline(__always)
  init(count: Int, over rows: [LongRow], _ value: (Int) -> Float) {
    let storage = Storage(count: count)
    let row = LongRow(storage, count: count)
    // Nothing else has the row yet, so nothing reads what is written.
    let start = storage.start
    Self.sweep(count, over: rows + [row]) { range in
      for index in range { (start + index).initialize(to: value(index)) }
    }
    self = row
  }

  fileprivate init(_ storage: Storage, count: Int) {
    self.storage = storage
    self.count = count
  }

  /// The number of a block or node.
  package subscript(index: Int) -> Float {
    @inline(__always) get {
      assert(index >= 0 && index < count, "The row has no such number.")
      return withExtendedLifetime(storage) { storage.start[index] }
    }
  }

  /// Lends the numbers from an index on.
  @inline(__always)
  func withNumbers<Result>(
    from index: Int, _ body: (UnsafePointer<Float>) -> Result
  ) -> Result {
    withExtendedLifetime(storage) { body(storage.start + index) }
  }

  /// Processes indices from 0 in order, stretch by stretch.
  ///
  /// - Parameter rows: the rows that `body` reads or writes near its indices.
  @inline(__always)
  static func sweep(_ count: Int, over rows: [LongRow], _ body: (Range<Int>) -> Void) {
    var first = 0
    while first < count {
      let end = Swift.min(first + stretch, count)
      body(first..<end)
      // The stretch just done stays in memory, for windows that reach back into it.
      if first > 0 { for row in rows { row.storage.release(first - stretch..<first) } }
      first = end
    }
    for row in rows { row.storage.release(0..<row.count) }
  }

  /// The highest number; nil if there is none.
  var highest: Float? {
    guard count > 0 else { return nil }
    var highest = self[0]
    Self.sweep(count, over: [self]) { range in
      for index in range { highest = Swift.max(highest, self[index]) }
    }
    return highest
  }

  /// Where the numbers are.
  fileprivate final class Storage: @unchecked Sendable {
    // Written only by what makes a row, before anything else has it.
    let start: UnsafeMutablePointer<Float>
    private let file: MappedFile?

    init(count: Int) {
      let bytes = count * MemoryLayout<Float>.stride
      // Without a temporary file it is kept in memory.
      if count > longestInMemory, let file = MappedFile(byteCount: bytes) {
        self.file = file
        start = file.start.bindMemory(to: Float.self, capacity: count)
      } else {
        file = nil
        start = .allocate(capacity: Swift.max(count, 1))
      }
    }

    deinit { if file == nil { start.deallocate() } }

    /// Frees the memory of numbers that lie in a file.
    func release(_ numbers: Range<Int>) {
      guard let file else { return }
      let size = MemoryLayout<Float>.stride
      file.release(numbers.lowerBound * size..<numbers.upperBound * size)
    }
  }
}

/// Makes a row from numbers that arrive in order.
final class LongRowWriter {
  private let storage: LongRow.Storage
  private let capacity: Int
  /// How many numbers have arrived.
  private(set) var count = 0

  /// A writer of a row of `count` numbers.
  init(count: Int) {
    storage = LongRow.Storage(count: count)
    capacity = count
  }

  /// Appends the next number; the row must not be full.
  @inline(__always)
  func append(_ value: Float) {
    precondition(count < capacity, "The row is full.")
    (storage.start + count).initialize(to: value)
    count += 1
    if count.isMultiple(of: LongRow.stretch) { storage.release(count - LongRow.stretch..<count) }
  }

  /// The row; `value` stands for numbers that did not arrive. Nothing may be appended afterwards.
  func finish(filledWith value: Float) -> LongRow {
    while count < capacity { append(value) }
    return LongRow(storage, count: capacity)
  }
}
