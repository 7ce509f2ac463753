import MasteringModel

/// Assigns each path a number of 53 bits, which every language can represent exactly.
///
/// The number is a digest of the path's bytes, so it stays the same and does not depend on other
/// files in the library. Collisions are rare: among libraries with 100,000 files, one in two
/// million has one. Then the path that comes first in byte order has the number, and the other one
/// gets that of the path followed by a zero byte, which no other path can have; if that is taken as
/// well, by two, and so on. In this case the number does depend on the other file.
package struct TrackNumbering: Sendable {
  private let digest: @Sendable (_ path: String, _ zeros: Int) -> UInt64

  /// The largest number.
  package static let largest = (1 << 53) - 1

  /// FNV-1a of the path followed by this many zero bytes.
  package static let standard = TrackNumbering { path, zeros in
    var digest = FNV1a()
    for byte in path.utf8 { digest.combine(byte) }
    for _ in 0..<zeros { digest.combine(0) }
    return digest.value
  }

  /// A numbering with another digest, for tests, because real collisions are too rare.
  package init(digest: @escaping @Sendable (_ path: String, _ zeros: Int) -> UInt64) {
    self.digest = digest
  }

  /// The numbers of paths, which are in byte order, each once.
  package func numbers(of paths: some Sequence<String>) -> [Int] {
    var taken: Set<Int> = []
    return paths.map { path in
      var zeros = 0
      while true {
        let number = Self.folded(digest(path, zeros))
        if taken.insert(number).inserted { return number }
        zeros += 1
      }
    }
  }

  /// The upper bits folded onto the lower ones (RFC 9923, 4, "xor-folding").
  private static func folded(_ digest: UInt64) -> Int {
    Int((digest >> 53) ^ (digest & UInt64(largest)))
  }
}
