import CSoxr

/// Resamples interleaved channels block by block, each channel separately, with soxr at high
/// quality.
///
/// Not `Sendable`: the state behind the handle belongs to the owner of the resampler.
package final class Resampler {
  /// How many channels a frame has.
  package let channels: Int
  private let handle: soxr_t
  private let ratio: Double

  /// A resampler between two rates in Hz; nil if soxr lacks memory for one.
  package init?(from sourceRateHz: Int, to targetRateHz: Int, channels: Int) {
    var failure: soxr_error_t?
    var samples = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    // Without an explicit quality, soxr uses its low one.
    var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
    guard
      let handle = soxr_create(
        Double(sourceRateHz), Double(targetRateHz), UInt32(channels), &failure, &samples, &quality,
        nil),
      failure == nil
    else { return nil }
    self.channels = channels
    self.handle = handle
    self.ratio = Double(targetRateHz) / Double(sourceRateHz)
  }

  deinit { soxr_delete(handle) }

  /// The output that follows from these frames and those before.
  package func resampled(_ samples: [Float]) -> [Float] {
    let frames = samples.count / channels
    var output: [Float] = []
    var taken = 0
    repeat {
      var consumed = 0
      output += block(expecting: frames - taken) { block, capacity in
        samples.withUnsafeBufferPointer { samples in
          var produced = 0
          soxr_process(
            handle, samples.baseAddress.map { $0 + taken * channels }, frames - taken, &consumed,
            block, capacity, &produced)
          return produced
        }
      }
      taken += consumed
      // soxr consumes something each time; if it did not, this would loop forever.
      guard consumed > 0 else { break }
    } while taken < frames
    return output
  }

  /// The remaining output after the last frame.
  package func flushed() -> [Float] {
    var output: [Float] = []
    while true {
      let rest = block(expecting: 1024) { block, capacity in
        var produced = 0
        soxr_process(handle, nil, 0, nil, block, capacity, &produced)
        return produced
      }
      if rest.isEmpty { return output }
      output += rest
    }
  }

  /// A block with the frames that `fill` produces, about as many as the input becomes.
  private func block(
    expecting count: Int, fill: (UnsafeMutablePointer<Float>?, Int) -> Int
  ) -> [Float] {
    let capacity = Int(Double(count) * ratio) + 64
    return [Float](unsafeUninitializedCapacity: capacity * channels) { block, filled in
      filled = fill(block.baseAddress, capacity) * channels
    }
  }
}
