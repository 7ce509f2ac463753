import AudioFixtures
import Foundation

/// A file with two hours of audio, or less.
enum TwoHours {
  /// Writes 16-bit stereo of 1.27 GB, nearly all of it holes, so it takes no disk space.
  static func write(to path: String, seconds: Int = 2 * 3600) throws {
    let frames = seconds * 44_100
    var layout = WAVLayout(encoding: .integer16, sampleRateHz: 44_100, channelCount: 2)
    layout.sizes = .dataBytes(UInt32(4 * frames))
    let header = layout.bytes(of: AudioClip(sampleRateHz: 44_100, channels: [[], []]))
    try Data(header).write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    // The very last frame is not silent, so the peak shows whether it was read.
    try file.seek(toOffset: UInt64(header.count + 4 * (frames - 1)))
    try file.write(contentsOf: Data([0xFF, 0x7F, 0xFF, 0x7F]))
    try file.close()
  }
}
