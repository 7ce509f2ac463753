#if os(Linux)
  import Foundation

  /// The files that this process has open, as Linux tells.
  enum OpenFiles {
    /// Those in a folder. Others are opened and closed by tests that run at the same time.
    static func paths(inside folder: String) throws -> [String] {
      let descriptors = "/proc/self/fd"
      return try FileManager.default.contentsOfDirectory(atPath: descriptors).compactMap { name in
        // The one that the list itself was read through is gone by now.
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "\(descriptors)/\(name)")
        guard let target, target.hasPrefix("\(folder)/") else { return nil }
        return target
      }
    }

    /// Opens a file.
    static func handle(ofFileAt path: String) throws -> FileHandle {
      try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    }
  }
#endif
