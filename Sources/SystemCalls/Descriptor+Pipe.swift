import CSpawn

extension Descriptor {
  /// Makes a pipe whose ends no other program inherits.
  ///
  /// Otherwise a program started in the meantime could hold the writing end, and the reader would
  /// never see the end.
  package static func pipe() throws(SystemError) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [0, 0]
    #if canImport(Darwin)
      guard Darwin.pipe(&ends) == 0 else { throw .last }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #else
      guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .last }
    #endif
    return (Descriptor(number: ends[0]), Descriptor(number: ends[1]))
  }
}
