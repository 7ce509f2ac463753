/// The arguments from the script that starts the benchmark.
struct Arguments {
  /// The benchmark's own folder.
  var benchmarks = ""
  /// The folder of the example recordings.
  var recordings = ""
  /// The release binary of the command.
  var mastering = ""
  /// A Python with librosa, if librosa is to be measured too.
  var python: String?
  /// The number of rounds.
  var rounds = 9

  init(_ words: some Sequence<String>) throws {
    var words = words.makeIterator()
    while let word = words.next() {
      guard let value = words.next() else { throw BenchmarkFailure.usage(word) }
      switch word {
      case "--benchmarks": benchmarks = value
      case "--recordings": recordings = value
      case "--mastering": mastering = value
      case "--python": python = value
      case "--rounds":
        guard let count = Int(value), count >= 1 else { throw BenchmarkFailure.usage(value) }
        rounds = count
      default: throw BenchmarkFailure.usage(word)
      }
    }
  }
}

/// Why nothing could be measured.
enum BenchmarkFailure: Error {
  case usage(String)
  case noRecordings(String)
  case cannotOpen(String)
  case failed(String)
  case unexpectedOutput(String)
}
