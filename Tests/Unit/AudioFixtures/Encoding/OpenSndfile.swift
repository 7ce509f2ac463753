import CSndfile

/// A file that libsndfile has open.
struct OpenSndfile {
  let path: String
  let handle: OpaquePointer
  let info: SF_INFO

  /// Opens a file, runs the body, and closes the file so that all of it is written. For reading,
  /// the body finds what the file is in `info`; for writing, `info` says what to write.
  ///
  /// - Throws: ``FixtureFailure/sndfile(path:message:)`` with what went wrong first.
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

  /// Throws what went wrong since opening, if anything did.
  func check() throws(FixtureFailure) {
    guard sf_error(handle) == 0 else {
      throw .sndfile(path: path, message: String(cString: sf_strerror(handle)))
    }
  }
}
