import MasteringModel

/// Gives each path a number of 53 bits, which every language's numbers hold exactly.
///
/// The number is a digest of the path's bytes, so it is the same tomorrow and whatever else lies in
/// the library. Two paths of one digest are rare: of libraries with 100,000 files, one in two
/// million has such a pair. Then the path that comes first in the order of bytes has the number, and
/// the other one that of the path with a zero byte behind it, which no other path can have; if that
/// is taken as well, with two, and so on. That much does depend on the other file.
package struct TrackNumbering: Sendable {
  private let digest: @Sendable (_ path: String, _ zeros: Int) -> UInt64

  /// The largest number.
  package static let largest = (1 << 53) - 1

  /// FNV-1a of the path, with this many zero bytes behind it.
  package static let standard = TrackNumbering { path, zeros in
    var digest = FNV1a()
    for byte in path.utf8 { digest.combine(byte) }
    for _ in 0..<zeros { digest.combine(0) }
    return digest.value
  }

  /// A numbering by another digest; for tests, since two paths meet too seldom to wait for.
  package init(digest: @escaping @Sendable (_ path: String, _ zeros: Int) -> UInt64) {
    self.digest = digest
  }

  /// The numbers of paths, which come in the order of their bytes, each once.
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

  /// The upper bits laid over the lower ones (RFC 9923, 4, "xor-folding").
  private static func folded(_ digest: UInt64) -> Int {
    Int((digest >> 53) ^ (digest & UInt64(largest)))
  }
}
