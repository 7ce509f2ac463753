/// A list of paths as other programs print it: one a line, or, where it has zero bytes, as
/// `find -print0` writes it, one up to each of them.
package enum PathList {
  /// The paths of a list; empty ones are left out.
  package static func paths(in bytes: [UInt8]) -> [String] {
    let separator = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
    return bytes.split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
  }
}
