import MasteringModel

/// The promises of ``AudioStream``, checked on the streams that a decoder opens.
///
/// Samples are compared by their bits, so that a NaN equals itself.
struct AudioStreamContract {
  let path: String
  let truncated: String?
  let decoder: any AudioDecoder

  func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "AudioStream",
      promises: [
        "format never changes.",
        "read fills whole frames and advances by them; fewer than fit only at the end, then 0.",
        "Audio that ends early or cannot be decoded throws truncatedAudio at that point.",
        "Calls from several tasks are safe; they run one after another.",
      ])
    guard let whole = whole(), !whole.isEmpty else {
      findings.breaks(
        2,
        "\(path) could not be read: \(failure().map { "\($0)" } ?? "it has no frames, or no end")")
      return findings.broken
    }
    attempt(1, &findings) { (findings) throws(AudioFailure) in try keepsFormat(&findings) }
    attempt(2, &findings) { (findings) throws(AudioFailure) in
      try readsInOne(whole, &findings)
      try readsInPieces(whole, &findings)
      try readsIntegers(whole, &findings)
      try seeks(whole, &findings)
    }
    if let truncated { endsEarly(truncated, &findings) }
    await sharesItself(whole, &findings)
    return findings.broken
  }

  private func attempt(
    _ number: Int, _ findings: inout Findings,
    _ step: (inout Findings) throws(AudioFailure) -> Void
  ) {
    do throws(AudioFailure) {
      try step(&findings)
    } catch {
      findings.breaks(number, "\(path): \(error)")
    }
  }

  // MARK: Reading

  /// A longer stream is assumed never to end.
  private static let mostSamples = 100_000_000

  /// The next samples, as bits: this many frames, fewer at the end.
  static func read(
    _ frames: Int, from stream: any AudioStream
  ) throws(AudioFailure) -> [UInt32] {
    var samples = [Float](repeating: 0, count: frames * stream.format.channels)
    let count = try stream.read(into: &samples)
    return samples.prefix(max(0, count) * stream.format.channels).map(\.bitPattern)
  }

  /// All the samples of the file, read in blocks of 4,096 frames; nil if that fails or does not
  /// end.
  func whole() -> [UInt32]? {
    guard let stream = try? decoder.open(path) else { return nil }
    var whole: [UInt32] = []
    while whole.count < Self.mostSamples {
      guard let samples = try? Self.read(4096, from: stream) else { return nil }
      if samples.isEmpty { return whole }
      whole += samples
    }
    return nil
  }

  private func failure() -> AudioFailure? {
    do throws(AudioFailure) {
      let stream = try decoder.open(path)
      var count = 0
      while count < Self.mostSamples {
        let samples = try Self.read(4096, from: stream)
        if samples.isEmpty { return nil }
        count += samples.count
      }
      return nil
    } catch {
      return error
    }
  }

  // MARK: Promise 1

  private func keepsFormat(_ findings: inout Findings) throws(AudioFailure) {
    let stream = try decoder.open(path)
    let format = stream.format
    var count = 0
    while count < Self.mostSamples {
      let samples = try Self.read(4096, from: stream)
      if samples.isEmpty { break }
      count += samples.count
    }
    findings.expect(
      stream.format == format, 1, "at the start it was \(format), at the end \(stream.format)")
    let other = try decoder.open(path).format
    findings.expect(other == format, 1, "it was \(format), and \(other) in another stream")
    findings.expect(
      format.channels >= 1 && format.sampleRateHz >= 1, 1, "the format is impossible: \(format)")
  }

  // MARK: Promise 2

  private func readsInOne(_ whole: [UInt32], _ findings: inout Findings) throws(AudioFailure) {
    let stream = try decoder.open(path)
    let channels = stream.format.channels
    let frames = whole.count / channels
    // One sample more than whole frames need, if a frame has several.
    var samples = [Float](repeating: 0, count: (frames + 10) * channels + channels - 1)
    let size = samples.count
    let count = try stream.read(into: &samples)
    findings.expect(samples.count == size, 2, "read changed the size of the array")
    findings.expect(
      count == frames, 2, "one big read gave \(count) frames, many small ones \(frames)")
    findings.expect(
      samples.prefix(whole.count).map(\.bitPattern) == whole, 2,
      "one big read gave different samples than many small ones")
    for _ in 0..<2 {
      let after = try stream.read(into: &samples)
      findings.expect(after == 0, 2, "after the end a read gave \(after) frames")
    }
    if stream.format.encoding != .floatingPoint {
      let isFinite = whole.allSatisfy { Float(bitPattern: $0).isFinite }
      findings.expect(isFinite, 2, "a sample of a \(stream.format.name) is not finite")
    }
    if let declared = stream.format.declaredFrames {
      findings.expect(
        frames >= declared, 3,
        "the file declares \(declared) frames, and ended after \(frames) without a failure")
    }
  }

  private func readsInPieces(_ whole: [UInt32], _ findings: inout Findings) throws(AudioFailure) {
    for size in [1, 7, 1023] {
      let stream = try decoder.open(path)
      let channels = stream.format.channels
      // Single frames would take too long for the whole file.
      let end = size == 1 ? min(whole.count, 500 * channels) : whole.count
      var heard: [UInt32] = []
      var isShort = false
      while heard.count < end {
        let samples = try Self.read(size, from: stream)
        if samples.isEmpty { break }
        findings.expect(
          !isShort, 2, "a read gave fewer frames than fit, although there were more")
        isShort = samples.count < size * channels
        heard += samples
      }
      findings.expect(
        heard.elementsEqual(whole.prefix(heard.count)) && heard.count >= end, 2,
        "reads of \(size) frames gave different samples than reads of 4096")
    }
  }

  private func readsIntegers(_ whole: [UInt32], _ findings: inout Findings) throws(AudioFailure) {
    let stream = try decoder.open(path)
    let channels = stream.format.channels
    var samples = [Int16](repeating: 0, count: whole.count + channels)
    let count = try stream.read(into: &samples)
    guard count * channels == whole.count else {
      return findings.breaks(
        2, "as 16-bit numbers there are \(count) frames, as floats \(whole.count / channels)")
    }
    // If a float is halfway between two numbers, either rounding is accepted.
    let tolerance: Float = stream.format.encoding == .integer16 ? 0 : 0.5
    for (index, (integer, bits)) in zip(samples, whole).enumerated() {
      let value = Float(bitPattern: bits) * 32768
      if value.isNaN { continue }
      let clamped = min(max(value, -32768), 32767)
      guard abs(Float(integer) - clamped) <= tolerance else {
        return findings.breaks(
          2, "sample \(index) is \(integer) as a 16-bit number, and \(value) / 32768 as a float")
      }
    }
    let after = try stream.read(into: &samples)
    findings.expect(after == 0, 2, "after the end a read of 16-bit numbers gave \(after) frames")
  }

  private func seeks(_ whole: [UInt32], _ findings: inout Findings) throws(AudioFailure) {
    let stream = try decoder.open(path)
    guard stream.format.seeksExactly else { return }
    let channels = stream.format.channels
    let frames = whole.count / channels
    // Back and forth, also after the end; the first one before anything was read.
    for frame in [frames / 2, 0, frames - 1, 1, frames / 3] where (0..<frames).contains(frame) {
      try stream.seek(toFrame: frame)
      let heard = try Self.read(100, from: stream)
      findings.expect(
        heard.elementsEqual(whole.dropFirst(frame * channels).prefix(100 * channels)), 2,
        "after moving to frame \(frame), the samples differ from those read in order")
    }
  }

  // MARK: Promise 3

  private func endsEarly(_ truncated: String, _ findings: inout Findings) {
    var frames = 0
    var format: AudioFormat?
    do throws(AudioFailure) {
      let stream = try decoder.open(truncated)
      format = stream.format
      while frames * stream.format.channels < Self.mostSamples {
        let samples = try Self.read(1000, from: stream)
        if samples.isEmpty { break }
        frames += samples.count / stream.format.channels
      }
      findings.breaks(3, "\(truncated), which ends early, was read to an end without a failure")
    } catch {
      guard case .truncatedAudio(truncated, let seconds, _) = error, let format else {
        return findings.breaks(3, "\(truncated), which ends early, threw \(error)")
      }
      let heard = Double(frames) / Double(format.sampleRateHz)
      findings.expect(
        abs(seconds - heard) * Double(format.sampleRateHz) < 1.5, 3,
        "\(truncated) is said to end at \(seconds) s, after \(heard) s were read")
    }
  }

  // MARK: Promise 4

  private func sharesItself(_ whole: [UInt32], _ findings: inout Findings) async {
    guard let stream = try? decoder.open(path) else { return }
    // Because calls are serialised, the pieces are those of a single reader, in some order.
    let size = 257
    let pieces = await withTaskGroup(of: [[UInt32]]?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var pieces: [[UInt32]] = []
          // Streams that confuse their readers may never end.
          while pieces.count * size <= whole.count {
            guard let samples = try? Self.read(size, from: stream) else { return nil }
            if samples.isEmpty { return pieces }
            pieces.append(samples)
            await Task.yield()
          }
          return pieces
        }
      }
      return await group.reduce(into: [[UInt32]]?.some([])) { all, some in
        all = some.flatMap { (all ?? []) + $0 }
      }
    }
    let length = size * stream.format.channels
    let expected = stride(from: 0, to: whole.count, by: length).map {
      Array(whole[$0..<min($0 + length, whole.count)])
    }
    let isSame = pieces.map { Self.counts(of: $0) == Self.counts(of: expected) } ?? false
    findings.expect(
      isSame, 4, "four tasks that shared a stream read different pieces than one task alone")
  }

  private static func counts(of pieces: [[UInt32]]) -> [[UInt32]: Int] {
    pieces.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
