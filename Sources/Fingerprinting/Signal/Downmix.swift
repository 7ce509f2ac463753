/// The measured signal: the first channel, or the mean of the first two. Later channels (the
/// centre, LFE and surrounds of 5.1) are ignored.
enum Downmix {
  /// Writes the mono signal of interleaved frames, full scale at ±1, replacing the content of `mono`.
  static func mix(_ samples: [Float], frames: Int, channels: Int, into mono: inout [Double]) {
    mix(samples, frames: frames, channels: channels, fullScale: 1, into: &mono)
  }

  /// Writes the mono signal of interleaved frames, full scale at ±32768, replacing the content of `mono`.
  static func mix(_ samples: [Int16], frames: Int, channels: Int, into mono: inout [Double]) {
    mix(samples, frames: frames, channels: channels, fullScale: 32768, into: &mono)
  }

  /// How many of this many channels are measured.
  static func heardChannels(of channels: Int) -> Int { min(channels, 2) }

  /// The measured channels, interleaved.
  static func heard(of samples: [Float], frames: Int, channels: Int) -> [Float] {
    heard(of: samples, frames: frames, channels: channels) { $0 }
  }

  /// The measured channels, interleaved and scaled to full scale at ±1.
  static func heard(of samples: [Int16], frames: Int, channels: Int) -> [Float] {
    heard(of: samples, frames: frames, channels: channels) { Float($0) / 32768 }
  }

  @inline(__always)
  private static func heard<Sample>(
    of samples: [Sample], frames: Int, channels: Int, asFloat: (Sample) -> Float
  ) -> [Float] {
    let heard = heardChannels(of: channels)
    return samples.withUnsafeBufferPointer { samples in
      [Float](unsafeUninitializedCapacity: frames * heard) { target, count in
        for frame in 0..<frames {
          for channel in 0..<heard {
            target[frame * heard + channel] = asFloat(samples[frame * channels + channel])
          }
        }
        count = frames * heard
      }
    }
  }

  @inline(__always)
  private static func mix<Sample: ConvertibleToDouble>(
    _ samples: [Sample], frames: Int, channels: Int, fullScale: Double, into mono: inout [Double]
  ) {
    precondition(samples.count >= frames * channels, "The block is shorter than its frames.")
    if mono.count > frames { mono.removeLast(mono.count - frames) }
    if mono.count < frames { mono += repeatElement(0, count: frames - mono.count) }
    samples.withUnsafeBufferPointer { samples in
      mono.withUnsafeMutableBufferPointer { mono in
        // Both scales are powers of two, so multiplying by the inverse does not round. Channel
        // counts are spelled out because a constant stride lets the compiler vectorise.
        let one = 1 / fullScale
        let half = 1 / (2 * fullScale)
        switch channels {
        case 1:
          for frame in 0..<frames { mono[frame] = samples[frame].asDouble * one }
        case 2:
          for frame in 0..<frames {
            mono[frame] = (samples[2 * frame].asDouble + samples[2 * frame + 1].asDouble) * half
          }
        default:
          for frame in 0..<frames {
            let first = frame * channels
            mono[frame] = (samples[first].asDouble + samples[first + 1].asDouble) * half
          }
        }
      }
    }
  }
}

/// A sample type that decoders produce.
private protocol ConvertibleToDouble {
  var asDouble: Double { get }
}

extension Float: ConvertibleToDouble {
  fileprivate var asDouble: Double { Double(self) }
}

extension Int16: ConvertibleToDouble {
  fileprivate var asDouble: Double { Double(self) }
}
