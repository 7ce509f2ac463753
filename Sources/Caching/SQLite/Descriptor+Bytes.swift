import SystemCalls

extension Descriptor {
  /// The bytes at an offset; nil if the file has fewer, or cannot be read.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard let bytes = bytes(at: offset, upTo: count), bytes.count == count else { return nil }
    return bytes
  }

  /// The bytes at an offset, fewer at the end of the file; nil if it cannot be read.
  func bytes(at offset: Int, upTo count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let reading = bytes.withUnsafeMutableBytes { read(into: $0, at: Int64(offset)) }
    guard case .success(let found) = reading else { return nil }
    return Array(bytes.prefix(found))
  }

  /// The status of the file; nil if the descriptor is closed.
  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }
}

extension ArraySlice<UInt8> {
  /// The number they are, the most significant byte first, as SQLite writes all but checksums.
  var bigEndian: Int { reduce(0) { $0 << 8 | Int($1) } }
}
