import Foundation
import MasteringModel

/// A computed signal at 48 kHz for testing a meter.
struct LoudnessTestSignal: Sendable {
  let name: String
  let roles: [LoudnessRole]
  /// Samples by channel.
  private var samples: [[Float]]

  var frames: Int { samples.first?.count ?? 0 }

  private static let rateHz = 48_000.0

  /// 997 Hz at successive levels, each for this many seconds, in all channels, or in one.
  ///
  /// The first and last 20 ms of each level are faded, because a tone with an abrupt start contains
  /// all frequencies.
  static func tone(
    levelsDBFS levels: [(dBFS: Double, seconds: Double)],
    roles: [LoudnessRole] = [.front, .front], only: Int? = nil
  ) -> LoudnessTestSignal {
    var tone: [Float] = []
    for (level, seconds) in levels {
      let amplitude = pow(10, level / 20)
      let count = Int(seconds * rateHz)
      for index in 0..<count {
        let edge = min(Double(min(index, count - 1 - index)) / (0.02 * rateHz), 1)
        let fade = 0.5 - 0.5 * cos(.pi * edge)
        tone.append(
          Float(amplitude * fade * sin(2 * .pi * 997 * Double(tone.count) / rateHz)))
      }
    }
    let silence = [Float](repeating: 0, count: tone.count)
    return LoudnessTestSignal(
      name: "997 Hz at \(levels.map(\.dBFS)) dBFS", roles: roles,
      samples: roles.indices.map { only == nil || only == $0 ? tone : silence })
  }

  /// A sine whose frequency is a fraction of the sample rate.
  static func sine(
    ofRate fraction: Double, amplitude: Double, phase: Double, seconds: Double
  ) -> LoudnessTestSignal {
    let count = Int(seconds * rateHz)
    let samples = (0..<count).map { index in
      let edge = min(Double(min(index, count - 1 - index)) / (0.02 * rateHz), 1)
      let fade = 0.5 - 0.5 * cos(.pi * edge)
      return Float(amplitude * fade * sin(2 * .pi * fraction * Double(index) + phase))
    }
    return LoudnessTestSignal(name: "a sine", roles: [.front], samples: [samples])
  }

  /// Uniform noise, different in each front channel; silence if the amplitude is 0.
  static func noise(seconds: Double, amplitude: Float, channels: Int) -> LoudnessTestSignal {
    let samples = (0..<channels).map { channel in
      var random = SeededGenerator(seed: UInt64(channel) + 1)
      return (0..<Int(seconds * rateHz)).map { _ in
        Float.random(in: -1...1, using: &random) * amplitude
      }
    }
    return LoudnessTestSignal(
      name: "\(seconds) s of noise", roles: samples.map { _ in .front }, samples: samples)
  }

  /// The signal times a factor.
  func gained(by factor: Float) -> LoudnessTestSignal {
    LoudnessTestSignal(name: name, roles: roles, samples: samples.map { $0.map { $0 * factor } })
  }

  /// Replaces a sample.
  mutating func set(_ sample: Float, channel: Int, frame: Int) {
    samples[channel][frame] = sample
  }

  /// The largest sample of a channel.
  func peak(ofChannel channel: Int) -> Double {
    Double(samples[channel].reduce(0) { max($0, abs($1)) })
  }

  /// Frames with their channels interleaved.
  func interleaved(from start: Int, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * samples.count) { frames, filled in
      for (channel, samples) in samples.enumerated() {
        var frame = 0
        // Not a range, which is many times slower in a debug build.
        while frame < count {
          frames[frame * self.samples.count + channel] = samples[start + frame]
          frame += 1
        }
      }
      filled = count * samples.count
    }
  }
}
