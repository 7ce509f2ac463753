/// The number of files, pipes and connections that the process may have open.
package enum DescriptorLimit {
  /// The current limit.
  package static var current: Int {
    guard let limit else { return 256 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit to the highest that the user may set.
  package static func raise() {
    guard var limit, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    #if canImport(Darwin)
      // Darwin refuses more than that, whatever the hard limit.
      limit.rlim_cur = min(limit.rlim_cur, rlim_t(OPEN_MAX))
    #endif
    // If refused, the limit stays as it was.
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
