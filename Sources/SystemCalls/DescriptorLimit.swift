/// How many files, pipes and connections the system lets the process have open.
package enum DescriptorLimit {
  /// How many it may have now.
  package static var current: Int {
    guard let limit else { return 256 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Lets the process have as many as its user may give it.
  package static func raise() {
    guard var limit, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    #if canImport(Darwin)
      // More than that is refused there, whatever the hard limit says.
      limit.rlim_cur = min(limit.rlim_cur, rlim_t(OPEN_MAX))
    #endif
    // What is refused leaves things as they were.
    setrlimit(resource, &limit)
  }

  private static var limit: rlimit? {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? limit : nil
  }

  #if canImport(Glibc)
    private static var resource: __rlimit_resource_t {
      __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    }
  #else
    private static var resource: Int32 { RLIMIT_NOFILE }
  #endif
}
