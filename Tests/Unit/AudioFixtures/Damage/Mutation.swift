import SeededRandomness

/// A reproducible way to damage a file.
///
/// The seed determines everything, so `Mutation(seed:)` repeats a failed case:
///
///     for mutation in Mutation.series(count: 100, seed: 1) {
///       let damaged = mutation.apply(to: bytes)
///     }
package struct Mutation: Sendable, Hashable {
  /// The seed that reproduces it.
  package let seed: UInt64
  /// The change.
  package let kind: Kind
  /// The position of the change.
  package let position: Position

  /// A change to the bytes.
  package enum Kind: Sendable, Hashable {
    /// `count` bytes are replaced, all within 256 bytes after the position.
    case flip(count: Int)
    /// Everything from the position on is removed.
    case cutEnd
    /// Some bytes are removed.
    case remove(length: Int)
    /// Some bytes become 0.
    case zero(length: Int)
    /// Some bytes are duplicated.
    case duplicate(length: Int)
    /// Random bytes are inserted.
    case insert(length: Int)
  }

  /// A position in a file of any length.
  package enum Position: Sendable, Hashable {
    /// A number of bytes from the start, where the header is, or the last byte of a shorter file.
    case byte(Int)
    /// A fraction of the file, in 0..<1.
    case fraction(Double)

    /// The position in a file with this many bytes.
    package func offset(inByteCount byteCount: Int) -> Int {
      switch self {
      case .byte(let offset): min(offset, max(0, byteCount - 1))
      case .fraction(let fraction): Int(fraction * Double(byteCount))
      }
    }
  }

  /// The mutation for a seed. Half of all mutations affect the first 256 bytes.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    self.seed = seed
    kind =
      switch random.nextIndex(below: 8) {
      // Flips find the most faults, so they are three times as frequent.
      case 0, 1, 2: .flip(count: 1 + random.nextIndex(below: 64))
      case 3: .cutEnd
      case 4: .remove(length: random.nextLength())
      case 5: .zero(length: random.nextLength())
      case 6: .duplicate(length: random.nextLength())
      default: .insert(length: random.nextLength())
      }
    position =
      random.nextIndex(below: 2) == 0
      ? .byte(random.nextIndex(below: 256)) : .fraction(random.nextUnit())
  }

  /// `count` mutations, each with its own seed.
  package static func series(count: Int, seed: UInt64) -> [Mutation] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Mutation(seed: random.next()) }
  }

  /// The damaged bytes. They are sometimes unchanged, for example if zeros become zeros.
  package func apply(to bytes: [UInt8]) -> [UInt8] {
    // A different sequence from the one that chose the kind.
    var random = SplitMix64(seed: ~seed)
    let start = position.offset(inByteCount: bytes.count)
    func range(_ length: Int) -> Range<Int> { start..<min(start + length, bytes.count) }

    var damaged = bytes
    switch kind {
    case .flip(let count):
      guard !bytes.isEmpty else { break }
      for _ in 0..<count {
        let offset = start + random.nextIndex(below: range(256).count)
        // Never 0, which would leave the byte unchanged.
        damaged[offset] ^= UInt8(1 + random.nextIndex(below: 255))
      }
    case .cutEnd:
      damaged.removeSubrange(start...)
    case .remove(let length):
      damaged.removeSubrange(range(length))
    case .zero(let length):
      damaged.replaceSubrange(
        range(length), with: repeatElement(0, count: range(length).count))
    case .duplicate(let length):
      damaged.insert(contentsOf: bytes[range(length)], at: start)
    case .insert(let length):
      damaged.insert(
        contentsOf: (0..<length).map { _ in UInt8(random.nextIndex(below: 256)) }, at: start)
    }
    return damaged
  }
}

extension Mutation: CustomStringConvertible {
  /// The change and how to repeat it, such as "flip(count: 12) at byte(40), Mutation(seed: 7)".
  package var description: String {
    "\(kind) at \(position), Mutation(seed: \(seed))"
  }
}

extension SplitMix64 {
  /// 1…4096, short ones as often as long ones.
  fileprivate mutating func nextLength() -> Int {
    let scale = 1 << (1 + nextIndex(below: 12))
    return 1 + nextIndex(below: scale)
  }
}
