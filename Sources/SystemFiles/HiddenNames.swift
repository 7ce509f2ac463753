/// Whether a component of the rest of a path is hidden, that is, begins with a dot.
///
/// - Parameter rest: what follows a folder in a path, with or without the slash between them.
package func hasHiddenName(_ rest: some Sequence<UInt8>) -> Bool {
  var isFirst = true
  for byte in rest {
    if isFirst, byte == UInt8(ascii: ".") { return true }
    isFirst = byte == UInt8(ascii: "/")
  }
  return false
}
