import Foundation

/// Writes a WAV file piece by piece, so that hours of audio need little memory.
///
///     let writer = try WAVWriter(path: path, layout: layout)
///     try writer.write(.noise(), times: 3600)
///     try writer.finish()
package final class WAVWriter {
  /// The header of the file.
  package let layout: WAVLayout
  /// The number of sample bytes written.
  package private(set) var dataByteCount = 0
  private let file: FileHandle
  private let headerByteCount: Int

  /// Starts a file, replacing any earlier one.
  package init(path: String, layout: WAVLayout) throws {
    self.layout = layout
    let header = layout.header(dataByteCount: 0)
    headerByteCount = header.count
    try Data(header).write(to: URL(fileURLWithPath: path))
    file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seekToEnd()
  }

  /// Appends a clip, encoded once no matter how often it is repeated.
  package func write(_ clip: AudioClip, times: Int = 1) throws {
    let bytes = layout.encoding.bytes(of: clip.interleaved)
    for _ in 0..<times {
      try write(encoded: bytes)
    }
  }

  /// Appends samples that are already encoded.
  package func write(encoded bytes: [UInt8]) throws {
    try file.write(contentsOf: Data(bytes))
    dataByteCount += bytes.count
  }

  /// Replaces a sample already written to a float32 file by any bit pattern.
  package func overwrite(withBits bits: UInt32, channel: Int, frame: Int) throws {
    precondition(layout.encoding == .float32, "only float32 files hold 32-bit float patterns")
    let offset = (frame * Int(layout.channelCount) + channel) * 4
    precondition(offset + 4 <= dataByteCount, "frame \(frame) is not written yet")
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(bits)
    try file.seek(toOffset: UInt64(headerByteCount + offset))
    try file.write(contentsOf: Data(bytes))
    try file.seekToEnd()
  }

  /// Writes the chunks after the samples, rewrites the header with the final lengths, and closes
  /// the file.
  package func finish() throws {
    try file.write(contentsOf: Data(layout.trailer(dataByteCount: dataByteCount)))
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data(layout.header(dataByteCount: dataByteCount)))
    try file.close()
  }
}
