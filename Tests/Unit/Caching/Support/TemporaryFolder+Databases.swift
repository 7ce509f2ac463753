import AudioFixtures
import Caching
import Foundation
import GRDB
import MasteringModel

extension TemporaryFolder {
  /// The bytes of a closed database with numbered tracks, starting at 0.
  func database(ofTracks count: Int) async throws -> [UInt8] {
    let cache = SQLiteCache(path: path(of: "made.sqlite"))
    for track in 0..<count { try await cache.store(.numbered(track), for: .numbered(track)) }
    await cache.close()
    return try bytes(of: "made.sqlite")
  }

  /// The names of all items in it.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

extension [UInt8] {
  /// A database with our mark that otherwise consists of this text.
  ///
  /// Source: SQLite's file format, section 1.3, for the positions of both.
  static func damagedDatabase(_ words: String, applicationID: [UInt8] = Array("Mstr".utf8))
    -> [UInt8]
  {
    var bytes = Array(String(repeating: words + " ", count: 5000 / (words.utf8.count + 1)).utf8)
    bytes.replaceSubrange(0..<16, with: "SQLite format 3\0".utf8)
    bytes.replaceSubrange(68..<72, with: applicationID)
    return bytes
  }
}

extension SQLiteCache {
  /// Changes the file as another program would.
  func execute(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// How many of the numbered tracks are found; nil if one has another track's numbers.
  func rightFindings(amongTracks count: Int) async throws(CacheFailure) -> Int? {
    var found = 0
    for track in 0..<count {
      guard let analysis = try await analysis(for: .numbered(track)) else { continue }
      guard analysis == .numbered(track) else { return nil }
      found += 1
    }
    return found
  }
}
