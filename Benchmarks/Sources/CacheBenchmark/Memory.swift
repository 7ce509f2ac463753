import Foundation

/// What the system accounts to this process.
enum Memory {
  /// The most that was resident at any time.
  static var peakMiB: Double {
    var usage = rusage()
    #if canImport(Darwin)
      let own = RUSAGE_SELF
    #else
      let own = __rusage_who_t(RUSAGE_SELF.rawValue)
    #endif
    getrusage(own, &usage)
    #if canImport(Darwin)
      return Double(usage.ru_maxrss) / Double(1 << 20)
    #else
      return Double(usage.ru_maxrss) / 1024
    #endif
  }
}
