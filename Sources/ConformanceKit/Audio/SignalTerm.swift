import Foundation
import SeededRandomness

/// A term that is added to a channel; Tests/Golden/reference/README.md defines the values.
package enum SignalTerm: Sendable, Hashable {
  /// amplitude · sin(2π · hz · i / rate)
  case sine(hz: Double, amplitude: Double)
  /// amplitude where the sine of the same frequency is ≥ 0, −amplitude elsewhere.
  case square(hz: Double, amplitude: Double)
  /// amplitude at one sample, counted from 0, and 0 elsewhere.
  case impulse(at: Int, amplitude: Double)
  /// The same amplitude everywhere.
  case dc(amplitude: Double)
  /// Independent, uniform in −amplitude..<amplitude, by SplitMix64.
  case noise(seed: UInt64, amplitude: Double)
  /// amplitude · sin(2π · (fromHz · t + (toHz − fromHz) · t² / (2T))), where t = i/rate and T is the
  /// signal's length in seconds: a sine whose frequency rises or falls linearly.
  case sweep(fromHz: Double, toHz: Double, amplitude: Double)
  /// A sine that lasts for a limited time and is faded in and out within it (CON-29).
  case tone(Tone)

  /// The parameters of a tone; positions and lengths in samples, the phase in turns.
  package struct Tone: Sendable, Hashable {
    let hz: Double
    let amplitude: Double
    let phase: Double
    let from: Int
    let to: Int
    let fade: Int

    func add(to sums: inout [Double], sampleRateHz rate: Double) {
      for index in from..<max(from, min(to, sums.count)) {
        let edge = Double(min(index - from, to - 1 - index)) + 0.5
        let envelope = edge >= Double(fade) ? 1 : 0.5 - 0.5 * cos(.pi * edge / Double(fade))
        let turns = hz * Double(index - from) / rate + phase
        sums[index] += envelope * amplitude * sin(2 * .pi * turns)
      }
    }
  }

  /// Adds the term to each sample.
  func add(to sums: inout [Double], sampleRateHz rate: Double) {
    // The order of the products is that of the definition; another would round differently.
    switch self {
    case .tone(let tone): tone.add(to: &sums, sampleRateHz: rate)
    case .sine(let hz, let amplitude):
      for index in sums.indices {
        sums[index] += amplitude * sin(2 * .pi * hz * Double(index) / rate)
      }
    case .square(let hz, let amplitude):
      for index in sums.indices {
        sums[index] += sin(2 * .pi * hz * Double(index) / rate) >= 0 ? amplitude : -amplitude
      }
    case .impulse(let at, let amplitude):
      if sums.indices.contains(at) { sums[at] += amplitude }
    case .dc(let amplitude):
      for index in sums.indices { sums[index] += amplitude }
    case .noise(let seed, let amplitude):
      var random = SplitMix64(seed: seed)
      for index in sums.indices { sums[index] += amplitude * (2 * random.nextUnit() - 1) }
    case .sweep(let from, let to, let amplitude):
      let length = Double(sums.count) / rate
      for index in sums.indices {
        let time = Double(index) / rate
        sums[index] +=
          amplitude * sin(2 * .pi * (from * time + (to - from) * time * time / (2 * length)))
      }
    }
  }
}
