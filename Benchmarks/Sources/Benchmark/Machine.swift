import Foundation

/// The machine on which the measurement runs.
enum Machine {
  static var processor: String {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
      ?? "unknown processor"
  }

  static var system: String { ProcessInfo.processInfo.operatingSystemVersionString }
}
