/// FNV-1a, 64 bit (Fowler, Noll, Vo; RFC 9923): identifies content by a number that is the same in
/// every process and on every machine. It gives no protection: two contents with the same number
/// are easy to make.
package struct FNV1a: Sendable {
  /// The digest of what was combined so far.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The digest of nothing.
  package init() {}

  /// Adds a byte.
  package mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
