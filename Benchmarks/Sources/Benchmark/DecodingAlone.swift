import CSndfileAlone

/// Decoding and nothing else: the most that one thread can do.
enum DecodingAlone {
  /// Decodes the first 90 s of a file as 16-bit integers or floats and discards them.
  static func decode(_ path: String, integers: Bool) {
    var info = SF_INFO()
    guard let file = sf_open(path, Int32(SFM_READ), &info) else {
      preconditionFailure("The benchmark's own file cannot be opened.")
    }
    defer { sf_close(file) }
    let frames = 16_384
    var left = 90 * Int(info.samplerate)
    let channels = Int(info.channels)
    var shorts = [Int16](repeating: 0, count: integers ? frames * channels : 0)
    var floats = [Float](repeating: 0, count: integers ? 0 : frames * channels)
    while left > 0 {
      let wanted = sf_count_t(min(frames, left))
      let read =
        integers ? sf_readf_short(file, &shorts, wanted) : sf_readf_float(file, &floats, wanted)
      guard read > 0 else { return }
      left -= Int(read)
    }
  }
}
