import AudioFixtures
import Foundation
import MasteringModel

extension TemporaryFolder {
  /// Creates a folder of short noise clips, all different, and returns its path.
  func clips(_ name: String = "clips", count: Int, seconds: Int = 2) throws -> String {
    let path = try folder(name)
    for index in 1...count {
      let clip = AudioClip.noise(
        seed: UInt64(index), amplitude: Double(index) / Double(count + 1),
        frames: seconds * 44_100)
      try file("\(name)/\(index < 10 ? "0" : "")\(index).wav", clip, as: .integer16)
    }
    return path
  }

  /// Creates a folder with two albums of recordings from `Examples` and returns its path.
  func albums() throws -> String {
    let path = try folder("albums")
    for (album, names) in Self.albumContents {
      _ = try folder("albums/\(album)")
      for name in names {
        try FileManager.default.copyItem(
          atPath: Repository.example(name), toPath: "\(path)/\(album)/\(name)")
      }
    }
    return path
  }

  /// The albums of ``albums()`` and their files, in the order in which they are found.
  static let albumContents = [
    ("Loops", ["loop_amen_full.flac", "loop_compus.flac", "loop_garzul.flac", "loop_mika.flac"]),
    ("Sounds", ["bass_voxy_c.flac", "drum_roll.flac"]),
  ]
}
