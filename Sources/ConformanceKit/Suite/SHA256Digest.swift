/// SHA-256 (FIPS 180-4), with which a manifest identifies its files.
///
/// Implemented here because swift-crypto includes all of BoringSSL, which takes more than two
/// minutes to compile in each configuration, for this one function.
package enum SHA256Digest {
  /// The digest of the bytes, as 64 lower-case hexadecimal digits.
  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var state = initialState
    var schedule = [UInt32](repeating: 0, count: 64)
    let whole = bytes.count / blockBytes * blockBytes
    for start in stride(from: 0, to: whole, by: blockBytes) {
      compress(bytes[start..<(start + blockBytes)], &schedule, into: &state)
    }
    let tail = padded(bytes[whole...], byteCount: bytes.count)
    for start in stride(from: 0, to: tail.count, by: blockBytes) {
      compress(tail[start..<(start + blockBytes)], &schedule, into: &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static let blockBytes = 64

  /// The bytes after the last whole block, a one bit, zeros, and the length in bits (section
  /// 5.1.1).
  private static func padded(_ rest: ArraySlice<UInt8>, byteCount: Int) -> [UInt8] {
    var tail = Array(rest) + [0x80]
    while tail.count % blockBytes != blockBytes - 8 { tail.append(0) }
    let bits = UInt64(byteCount) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    return tail
  }

  /// Processes one block (section 6.2.2).
  private static func compress(
    _ block: ArraySlice<UInt8>, _ schedule: inout [UInt32], into state: inout [UInt32]
  ) {
    for index in 0..<16 {
      let start = block.startIndex + 4 * index
      schedule[index] = block[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (schedule[index - 15], schedule[index - 2])
      let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
      let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let chosen = (e & f) ^ (~e & g)
      let first = h &+ mixed &+ chosen &+ roundConstants[index] &+ schedule[index]
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  // MARK: Constants

  private static let primes: [UInt128] = {
    var primes: [UInt128] = []
    var candidate: UInt128 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ !candidate.isMultiple(of: $0) }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }()

  /// The first 32 bits of the fractions of the square roots of the first 8 primes (section 5.3.3).
  private static let initialState = primes.prefix(8).map { prime in
    fraction { root in root * root <= prime << 64 }
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes (section 4.2.2).
  private static let roundConstants = primes.map { prime in
    fraction { root in root * root * root <= prime << 96 }
  }

  /// The lower 32 bits of the largest number, below 2^37, that satisfies the condition: a root with
  /// 32 bits after the binary point.
  private static func fraction(_ isAtMostRoot: (UInt128) -> Bool) -> UInt32 {
    var root: UInt128 = 0
    for bit in stride(from: 36, through: 0, by: -1) {
      let larger = root | (1 << UInt128(bit))
      if isAtMostRoot(larger) { root = larger }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
