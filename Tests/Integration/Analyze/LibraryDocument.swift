import Foundation

/// What `analyze --json` prints, and the last line of `--ndjson`, which lists no files.
struct LibraryDocument: Decodable {
  var files: [LibraryFile]?
  var folders: [Folder]
  var summary: Summary

  struct Folder: Decodable {
    var folder: String
    var answered: Int
    var failed: Int
    var fingerprint: [String: Statistics]?
  }

  struct Statistics: Decodable {
    var mean: Double
    var deviation: Double
  }

  struct Summary: Decodable {
    var files: Int
    var measured: Int
    var fromCache: Int
    var failed: Int
    var passedOver: Int
    var notReached: Int
    var isInterrupted: Bool
    var seconds: Double
    var single: Int
    var hybrid: Int
    var fallback: Int
    var confidenceHistogram: [Int]
    var fingerprint: [String: Statistics]?
  }

  init(_ text: some StringProtocol) throws {
    self = try Self.decoder.decode(Self.self, from: Data(text.utf8))
  }

  fileprivate static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()
}

/// What `analyze` reports about a file.
struct LibraryFile: Decodable {
  var file: String
  var fromCache: Bool?
  var primaryProfileId: String?
  var analysedSeconds: Double?
  var isHybrid: Bool?
  var fingerprint: [String: Double]?
  var error: Failure?

  struct Failure: Decodable {
    var code: String
    var message: String
  }

  init(_ line: some StringProtocol) throws {
    self = try LibraryDocument.decoder.decode(Self.self, from: Data(line.utf8))
  }

  /// The last part of its path.
  var name: String { String(file.split(separator: "/").last ?? "") }
}

/// The line of a file, without the field that shows whether it came from the cache.
func content(_ line: some StringProtocol) -> String {
  line.replacingOccurrences(of: "\"from_cache\":true,", with: "")
    .replacingOccurrences(of: "\"from_cache\":false,", with: "")
}
