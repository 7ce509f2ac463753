import Foundation

/// Measures `mastering rpc` from outside, as a client sees it: requests per second with many in
/// flight, the round trip of a single one, and the memory after a million.
///
///     RPCBenchmark mastering rpc --no-cache [--requests 1000000]
@main
enum RPCBenchmark {
  static func main() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    var requests = 1_000_000
    if let option = words.firstIndex(of: "--requests") {
      guard words.indices.contains(option + 1), let count = Int(words[option + 1]), count > 0 else {
        throw HostFailure.usage
      }
      requests = count
      words.removeSubrange(option...(option + 1))
    }
    guard !words.isEmpty else { throw HostFailure.usage }
    try throughput(words, requests: min(requests, 200_000))
    try latency(words, requests: min(requests, 20_000))
    try memory(words, requests: requests)
  }

  private static func throughput(_ words: [String], requests: Int) throws {
    print("recommendation.weighted with a fingerprint, pipelined")
    print("| requests | seconds | requests/s | host CPU µs/request |\n| --- | --- | --- | --- |")
    for _ in 0..<3 {
      let host = try HostProcess(words)
      let start = ContinuousClock.now
      try exchange(host, requests: requests)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let usage = try host.finish()
      print(
        String(
          format: "| %d | %.2f | %.0f | %.1f |", requests, seconds, Double(requests) / seconds,
          usage.cpuSeconds / Double(requests) * 1e6))
    }
    print()
  }

  private static func latency(_ words: [String], requests: Int) throws {
    print("The same, one at a time")
    print("| requests | median µs | 90 % µs | 99 % µs |\n| --- | --- | --- | --- |")
    let host = try HostProcess(words)
    var times: [Double] = []
    for number in 0..<requests {
      let request = Array(Self.request(number).utf8)
      let start = ContinuousClock.now
      try host.send(request)
      while try host.receiveLines() == 0 {}
      times.append((ContinuousClock.now - start) / .microseconds(1))
    }
    _ = try host.finish()
    times.sort()
    let at = { (share: Double) in times[Int(share * Double(times.count - 1))] }
    print(String(format: "| %d | %.0f | %.0f | %.0f |\n", requests, at(0.5), at(0.9), at(0.99)))
  }

  private static func memory(_ words: [String], requests: Int) throws {
    print("Resident memory over many")
    print("| after requests | MiB |\n| --- | --- |")
    let host = try HostProcess(words)
    let steps = 10
    for step in 1...steps {
      try exchange(host, requests: requests / steps)
      let size = Double(host.residentBytes) / Double(1 << 20)
      print(String(format: "| %d | %.1f |", requests / steps * step, size))
    }
    let peak = Double(try host.finish().ru_maxrss) / 1024
    print(String(format: "\nPeak: %.1f MiB", peak))
  }

  /// Sends the requests from another thread, and reads the answers meanwhile.
  private static func exchange(_ host: HostProcess, requests: Int) throws {
    let end = host.sendingEnd
    Thread.detachNewThread {
      var bytes: [UInt8] = []
      for number in 0..<requests {
        bytes += Array(request(number).utf8)
        guard bytes.count > 1 << 16 || number == requests - 1 else { continue }
        guard (try? HostProcess.send(bytes, to: end)) != nil else { return }
        bytes.removeAll(keepingCapacity: true)
      }
    }
    var answers = 0
    while answers < requests { answers += try host.receiveLines() }
  }

  /// A request for a different fingerprint each time, so that no answer can come from memory.
  private static func request(_ number: Int) -> String {
    let loudness = -8 - Double(number % 1024) / 64
    return """
      {"jsonrpc":"2.0","id":\(number),"method":"recommendation.weighted","params":{"fingerprint":\
      {"loudness_dbfs":\(loudness),"peak_dbfs":-0.5,"crest_db":12.5,"spectral_centroid":3150.25,\
      "spectral_rolloff":7012.5,"zero_crossing_rate":0.0745,"spectral_spread":2810.75},\
      "track_id":\(number)}}

      """
  }
}

extension rusage {
  /// User and system time.
  fileprivate var cpuSeconds: Double {
    Double(ru_utime.tv_sec + ru_stime.tv_sec)
      + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1e6
  }
}
