import CSndfile

/// A file opened by libsndfile.
struct OpenSndfile {
  let path: String
  let handle: OpaquePointer
  let info: SF_INFO

  /// Opens a file, runs the body, and closes the file so that everything is written. For reading,
  /// `info` describes the file to the body; for writing, it states what to write.
  ///
  /// - Throws: ``FixtureFailure/sndfile(path:message:)`` with the first failure.
  static func with<Result>(
    _ path: String, mode: Int, info: SF_INFO = SF_INFO(),
    _ body: (OpenSndfile) throws(FixtureFailure) -> Result
  ) throws(FixtureFailure) -> Result {
    var info = info
    guard let handle = sf_open(path, Int32(mode), &info) else {
      throw .sndfile(path: path, message: String(cString: sf_strerror(nil)))
    }
    let file = OpenSndfile(path: path, handle: handle, info: info)
    let result: Result
    do throws(FixtureFailure) {
      result = try body(file)
      try file.check()
    } catch {
      sf_close(handle)
      throw error
    }
    let code = sf_close(handle)
    guard code == 0 else {
      throw .sndfile(path: path, message: String(cString: sf_error_number(code)))
    }
    return result
  }

  /// Throws if anything has failed since opening.
  func check() throws(FixtureFailure) {
    guard sf_error(handle) == 0 else {
      throw .sndfile(path: path, message: String(cString: sf_strerror(handle)))
    }
  }
}
