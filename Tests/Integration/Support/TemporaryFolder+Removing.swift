import AudioFixtures
import Foundation

extension TemporaryFolder {
  /// Removes a file of the folder.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(of: name))
  }
}
