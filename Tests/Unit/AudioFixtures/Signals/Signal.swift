import Foundation
@_exported public import SeededRandomness

/// Audio defined by formulas: for each channel, the terms that are summed.
///
/// `Tests/Golden/reference/recipes.py` has the same recipes and sums in Python; the samples agree
/// to the last bit. In JSON:
///
///     {"channels": [[{"sine": {"hz": 997, "amplitude": 0.5}}], []], "samples": 44100}
package struct Signal: Sendable, Hashable, Codable {
  /// The terms of each channel; a channel without terms is silent.
  package var channels: [[Term]]
  /// The number of samples in each channel.
  package var samples: Int

  /// A term of a channel.
  package enum Term: Sendable, Hashable, Codable {
    /// amplitude · sin(2π · hz · i / rate)
    case sine(hz: Double, amplitude: Double)
    /// +amplitude where the sine of the same frequency is ≥ 0, −amplitude elsewhere.
    case square(hz: Double, amplitude: Double)
    /// amplitude at one sample, counted from 0, and 0 elsewhere.
    case impulse(at: Int, amplitude: Double)
    /// The same amplitude everywhere.
    case dc(amplitude: Double)
    /// Independent, uniform in −amplitude..<amplitude, by ``SplitMix64``.
    case noise(seed: UInt64, amplitude: Double)
  }

  /// A signal from its parts.
  package init(channels: [[Term]], samples: Int) {
    self.channels = channels
    self.samples = samples
  }

  /// A signal of one channel.
  package init(_ terms: Term..., samples: Int = 44_100) {
    self.init(channels: [terms], samples: samples)
  }

  /// A signal from JSON.
  ///
  /// - Throws: `DecodingError` if the text is not such JSON or has a term of an unknown kind.
  package init(decodingJSON text: String) throws {
    self = try JSONDecoder().decode(Signal.self, from: Data(text.utf8))
  }

  /// The samples. Each is summed in `Double`, in the order of the terms, and rounded once.
  package func clip(sampleRateHz: Int = 44_100) -> AudioClip {
    AudioClip(
      sampleRateHz: sampleRateHz,
      channels: channels.map { terms in
        var sums = [Double](repeating: 0, count: samples)
        for term in terms {
          term.add(to: &sums, sampleRateHz: Double(sampleRateHz))
        }
        return sums.map { Float($0) }
      })
  }
}

extension Signal.Term {
  fileprivate func add(to sums: inout [Double], sampleRateHz: Double) {
    switch self {
    case .sine(let hz, let amplitude):
      for index in sums.indices {
        sums[index] += amplitude * unitSine(hz, at: index, sampleRateHz)
      }
    case .square(let hz, let amplitude):
      for index in sums.indices {
        sums[index] += unitSine(hz, at: index, sampleRateHz) >= 0 ? amplitude : -amplitude
      }
    case .impulse(let at, let amplitude):
      precondition(sums.indices.contains(at), "the impulse at \(at) is outside the signal")
      sums[at] += amplitude
    case .dc(let amplitude):
      for index in sums.indices {
        sums[index] += amplitude
      }
    case .noise(let seed, let amplitude):
      var random = SplitMix64(seed: seed)
      for index in sums.indices {
        sums[index] += amplitude * (2 * random.nextUnit() - 1)
      }
    }
  }

  // The Python version multiplies in the same order; another order would round differently.
  private func unitSine(_ hz: Double, at index: Int, _ sampleRateHz: Double) -> Double {
    sin(2 * .pi * hz * Double(index) / sampleRateHz)
  }
}
