import Foundation

/// A new folder, removed with its contents when the last reference to it is released.
///
/// Swift may release a folder after its last use, before the use of a path taken from it. Keep it
/// in a property of the suite, or use ``withTemporaryFolder(_:)``.
package final class TemporaryFolder: Sendable {
  /// Its absolute path.
  package let path: String

  /// Creates a folder with a unique name in the system's temporary folder.
  ///
  /// - Throws: ``FixtureFailure/system(call:path:code:)``
  package init() throws(FixtureFailure) {
    let template = FileManager.default.temporaryDirectory
      .appendingPathComponent("adaptive-mastering-XXXXXX").path
    var characters = template.utf8CString.map { $0 }
    guard mkdtemp(&characters) != nil else {
      throw .system(call: "mkdtemp", path: template, code: errno)
    }
    path = String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of an item in the folder, whether or not it exists.
  package func path(of name: String) -> String {
    "\(path)/\(name)"
  }

  /// Writes a file, replacing any earlier one, and returns its path.
  @discardableResult
  package func file(_ name: String, _ bytes: [UInt8] = []) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(of: name)))
    return path(of: name)
  }

  /// Writes a text file and returns its path.
  @discardableResult
  package func file(_ name: String, text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  /// Writes a WAV file and returns its path.
  @discardableResult
  package func file(
    _ name: String, _ clip: AudioClip, as encoding: WAVEncoding
  ) throws -> String {
    try file(name, WAVLayout(for: clip, as: encoding).bytes(of: clip))
  }

  /// Writes a file with libsndfile and returns its path.
  @discardableResult
  package func file(
    _ name: String, _ clip: AudioClip, as encoding: SndfileEncoding,
    texts: [SndfileTextKind: String] = [:]
  ) throws -> String {
    try SndfileEncoder(texts: texts).write(clip, as: encoding, to: path(of: name))
    return path(of: name)
  }

  /// Extends a file with a hole, which takes no space on most disks.
  package func extend(_ path: String, to byteCount: Int64) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(byteCount))
    try handle.close()
  }

  /// Appends bytes to a file.
  package func append(_ bytes: [UInt8], to path: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  /// The bytes of a file at any path.
  package func bytes(ofFileAt path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// The bytes of a file in the folder.
  package func bytes(of name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(of: name))))
  }
}

/// Runs the body with a folder that is removed afterwards.
package func withTemporaryFolder<Result>(
  _ body: (TemporaryFolder) throws -> Result
) throws -> Result {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder) }
}

/// Runs the body with a folder that is removed afterwards.
package func withTemporaryFolder<Result>(
  isolation: isolated (any Actor)? = #isolation,
  _ body: (TemporaryFolder) async throws -> Result
) async throws -> Result {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  return try await body(folder)
}
