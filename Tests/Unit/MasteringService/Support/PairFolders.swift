import Foundation
import MasteringModel
import ProviderTesting

/// Two folders of empty files, and simulated measurements for them: each master is 3 dB louder than
/// its original.
final class PairFolders {
  let folder: URL
  let before: String
  let after: String
  private let names: [String]

  init(pairs: Int) throws {
    // The path with every link resolved, as the host will use it.
    folder = URL.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "pairs-\(UUID().uuidString)")
    names = (1...pairs).map { "\($0).wav" }
    before = folder.appending(path: "mixes").path
    after = folder.appending(path: "masters").path
    for place in [before, after] {
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true)
      for name in names {
        try Data().write(to: URL(filePath: "\(place)/\(name)"))
      }
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Gives a provider the files' measurements.
  func tell(_ provider: FakeFingerprintProvider) {
    for (index, name) in names.enumerated() {
      let loudness = -20 + Double(index)
      provider.set(
        .sample(fingerprint: .sample(loudnessDBFS: loudness)), forPath: "\(before)/\(name)")
      provider.set(
        .sample(fingerprint: .sample(loudnessDBFS: loudness + 3)), forPath: "\(after)/\(name)")
    }
  }
}
