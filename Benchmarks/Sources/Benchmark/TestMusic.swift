import CSndfileAlone
import Foundation

/// Ninety seconds of the example recordings, one after another, in several formats.
final class TestMusic {
  struct File {
    let name: String
    let path: String
    let is16Bit: Bool
  }

  let files: [File]
  private let folder: URL
  private let samples: [Int16]

  init(recordings: String, rounds: Int) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "mastering-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    samples = try Self.ninetySeconds(of: recordings)
    let formats: [(String, Int32, Bool)] = [
      ("flac", Int32(SF_FORMAT_FLAC) | Int32(SF_FORMAT_PCM_16), true),
      ("wav", Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_PCM_16), true),
      ("mp3", Int32(SF_FORMAT_MPEG) | Int32(SF_FORMAT_MPEG_LAYER_III), false),
      ("ogg", Int32(SF_FORMAT_OGG) | Int32(SF_FORMAT_VORBIS), false),
    ]
    var files: [File] = []
    for (name, format, is16Bit) in formats {
      let path = folder.appending(path: "music.\(name)").path
      try Self.write(samples, times: 1, to: path, format: format)
      files.append(File(name: name, path: path, is16Bit: is16Bit))
    }
    self.files = files
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A path for a cache.
  var cachePath: String { folder.appending(path: "cache.sqlite").path }

  /// Twenty minutes as FLAC.
  func long() throws -> File {
    let path = folder.appending(path: "long.flac").path
    try Self.write(
      samples, times: 14, to: path, format: Int32(SF_FORMAT_FLAC) | Int32(SF_FORMAT_PCM_16))
    return File(name: "flac", path: path, is16Bit: true)
  }

  private static func ninetySeconds(of recordings: String) throws -> [Int16] {
    let names = try FileManager.default.contentsOfDirectory(atPath: recordings)
      .filter { $0.hasSuffix(".flac") }.sorted()
    var samples: [Int16] = []
    let wanted = 90 * 44_100 * 2
    while samples.count < wanted {
      let before = samples.count
      for name in names { samples += try stereo(recordings + "/" + name) }
      guard samples.count > before else { throw BenchmarkFailure.noRecordings(recordings) }
    }
    return Array(samples.prefix(wanted))
  }

  private static func stereo(_ path: String) throws -> [Int16] {
    var info = SF_INFO()
    guard let file = sf_open(path, Int32(SFM_READ), &info) else {
      throw BenchmarkFailure.cannotOpen(path)
    }
    defer { sf_close(file) }
    var samples = [Int16](repeating: 0, count: Int(info.frames) * Int(info.channels))
    sf_readf_short(file, &samples, info.frames)
    return info.channels == 2 ? samples : samples.flatMap { [$0, $0] }
  }

  private static func write(
    _ samples: [Int16], times: Int, to path: String, format: Int32
  ) throws {
    var info = SF_INFO()
    info.samplerate = 44_100
    info.channels = 2
    info.format = format
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw BenchmarkFailure.cannotOpen(path)
    }
    defer { sf_close(file) }
    // In blocks, because libvorbis keeps its input on the stack.
    let block = 2 * 4096
    for _ in 0..<times {
      for start in stride(from: 0, to: samples.count, by: block) {
        let piece = Array(samples[start..<min(start + block, samples.count)])
        sf_writef_short(file, piece, sf_count_t(piece.count / 2))
      }
    }
  }
}
