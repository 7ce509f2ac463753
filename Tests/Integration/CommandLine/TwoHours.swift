import AudioFixtures
import Foundation

/// Two hours of sound in a file, or less of it.
enum TwoHours {
  /// Writes 16-bit stereo of 1.27 GB, nearly all of it holes, so that it takes no room.
  static func write(to path: String, seconds: Int = 2 * 3600) throws {
    let frames = seconds * 44_100
    var layout = WAVLayout(encoding: .integer16, sampleRateHz: 44_100, channelCount: 2)
    layout.sizes = .dataBytes(UInt32(4 * frames))
    let header = layout.bytes(of: AudioClip(sampleRateHz: 44_100, channels: [[], []]))
    try Data(header).write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    // The very last frame is not silent, so that hearing it shows in the peak.
    try file.seek(toOffset: UInt64(header.count + 4 * (frames - 1)))
    try file.write(contentsOf: Data([0xFF, 0x7F, 0xFF, 0x7F]))
    try file.close()
  }
}
