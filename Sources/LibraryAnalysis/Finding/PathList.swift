/// A list of paths as printed by other programs: one per line or, if it has zero bytes, separated
/// by them as from `find -print0`.
package enum PathList {
  /// The paths of a list; empty ones are left out.
  package static func paths(in bytes: [UInt8]) -> [String] {
    let separator = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
    return bytes.split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
  }
}
