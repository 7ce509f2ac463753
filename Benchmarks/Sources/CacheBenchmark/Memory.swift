import Foundation

/// The system's accounting for this process.
enum Memory {
  /// The peak resident memory.
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
