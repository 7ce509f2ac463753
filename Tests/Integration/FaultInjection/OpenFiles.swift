#if os(Linux)
  import Foundation

  /// The files that this process has open, as Linux lists them.
  enum OpenFiles {
    /// The open files within a folder. Tests that run at the same time open and close others.
    static func paths(inside folder: String) throws -> [String] {
      let descriptors = "/proc/self/fd"
      return try FileManager.default.contentsOfDirectory(atPath: descriptors).compactMap { name in
        // The descriptor that the listing itself used is already closed.
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
