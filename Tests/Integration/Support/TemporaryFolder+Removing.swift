import AudioFixtures
import Foundation

extension TemporaryFolder {
  /// Removes a file from the folder.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(of: name))
  }
}
