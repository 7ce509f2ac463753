import Foundation
import MasteringModel
import ProviderTesting
import Testing

/// A small, slow meter written directly from the standard, with one fault: K-weighting as two
/// filters at 48 kHz (BS.1770-4, tables 1 and 2), true peaks by a long windowed sinc.
private struct PaperMeter: LoudnessMeter {
  enum Fault: CaseIterable {
    case none
    case withoutFilters, ungated, rangeOfExtremes
    case forgetsBlockEnds
    case rounds
    case ignoresRoles, surroundsAsFront
    case infiniteSilence, padsShortSignals
    case samplePeakAsTruePeak, givesTruePeakUnasked
    case passesOverNaN
    case takesAnything
  }

  let fault: Fault
  var definition: String { "paper" }

  func measurement(
    of signal: MeteredSignal, _ wishes: LoudnessWishes
  ) throws(LoudnessMeterFailure) -> any LoudnessMeasurement {
    if fault != .takesAnything, signal.roles.count * signal.sampleRateHz > 10_000_000 {
      throw .signalTooLarge(channels: signal.roles.count, sampleRateHz: signal.sampleRateHz)
    }
    return PaperMeasurement(fault: fault, signal: signal, wishes: wishes)
  }

  func together(
    _ distributions: [LoudnessDistribution]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) { (nil, nil) }
}

private final class PaperMeasurement: LoudnessMeasurement {
  private let fault: PaperMeter.Fault
  private let signal: MeteredSignal
  private let wishes: LoudnessWishes
  private var channels: [[Double]]

  init(fault: PaperMeter.Fault, signal: MeteredSignal, wishes: LoudnessWishes) {
    self.fault = fault
    self.signal = signal
    self.wishes = wishes
    channels = signal.roles.map { _ in [] }
  }

  func append(_ samples: [Int16], frames: Int) throws(LoudnessMeterFailure) {
    try append(samples.map { Float($0) / 32768 }, frames: frames)
  }

  func append(_ samples: [Float], frames: Int) throws(LoudnessMeterFailure) {
    let kept = fault == .forgetsBlockEnds ? max(frames - 1, 0) : frames
    // With integer loop counters, which are several times as fast as ranges in a debug build.
    var frame = 0
    while frame < kept {
      var channel = 0
      while channel < channels.count {
        let sample = samples[frame * channels.count + channel]
        if sample.isFinite {
          channels[channel].append(Double(sample))
        } else if fault != .passesOverNaN {
          throw .nonFiniteSample(channel: channel, frame: channels[channel].count)
        }
        channel += 1
      }
      frame += 1
    }
  }

  func finished() -> SignalLoudness {
    let weights = signal.roles.map { role in
      switch role {
      case _ where fault == .ignoresRoles: 1.0
      case .front: 1.0
      case .surround: fault == .surroundsAsFront ? 1.0 : 1.41
      case .excluded: 0.0
      }
    }
    let filtered = channels.map { fault == .withoutFilters ? $0 : weighted($0) }
    let step = signal.sampleRateHz / 10
    // A meter that skips samples has fewer in one channel.
    let count = (channels.map(\.count).min() ?? 0) / step
    let energies = (0..<count).map { index in
      zip(weights, filtered).reduce(0.0) { sum, channel in
        let squares = channel.1[index * step..<(index + 1) * step].reduce(0) { $0 + $1 * $1 }
        return sum + channel.0 * squares / Double(step)
      }
    }
    let momentary = windows(energies, of: 4)
    let shortTerm = windows(energies, of: 30)
    let peaks = zip(signal.roles, channels).map { role, samples in
      let sample = samples.reduce(0) { max($0, abs($1)) }
      let asks = wishes.measuresTruePeak || fault == .givesTruePeakUnasked
      let highest = fault == .samplePeakAsTruePeak ? sample : truePeak(samples)
      return SignalLoudness.ChannelPeaks(
        role: role, sampleDBFS: decibels(sample), trueDBTP: asks ? decibels(highest) : nil)
    }
    return SignalLoudness(
      integratedLUFS: gatedMean(momentary), rangeLU: range(shortTerm),
      momentaryMaxLUFS: momentary.max().flatMap(lufs),
      shortTermMaxLUFS: shortTerm.max().flatMap(lufs), channels: peaks)
  }

  private func windows(_ energies: [Double], of length: Int) -> [Double] {
    if fault == .padsShortSignals, energies.count < length, !energies.isEmpty {
      return [energies.reduce(0, +) / Double(length)]
    }
    guard energies.count >= length else { return [] }
    return (length...energies.count).map { end in
      energies[(end - length)..<end].reduce(0, +) / Double(length)
    }
  }

  private func lufs(_ energy: Double) -> Double? {
    if energy <= 0 { return fault == .infiniteSilence ? -.infinity : nil }
    let loudness = -0.691 + 10 * log10(energy)
    return fault == .rounds ? loudness.rounded() : loudness
  }

  private func decibels(_ amplitude: Double) -> Double? {
    if amplitude <= 0 { return fault == .infiniteSilence ? -.infinity : nil }
    return 20 * log10(amplitude)
  }

  private func gate(_ energies: [Double], by distance: Double) -> [Double] {
    if fault == .ungated { return energies }
    let loud = energies.filter { $0 > pow(10, (-70 + 0.691) / 10) }
    let mean = loud.reduce(0, +) / Double(max(loud.count, 1))
    return loud.filter { $0 > mean * pow(10, -distance / 10) }
  }

  private func gatedMean(_ energies: [Double]) -> Double? {
    let counted = gate(energies, by: 10)
    return counted.isEmpty ? nil : lufs(counted.reduce(0, +) / Double(counted.count))
  }

  private func range(_ energies: [Double]) -> Double? {
    let counted = gate(energies, by: 20).sorted()
    guard !counted.isEmpty else { return nil }
    let ends = fault == .rangeOfExtremes ? (0.0, 1.0) : (0.1, 0.95)
    let at = { (fraction: Double) in counted[Int(Double(counted.count - 1) * fraction + 0.5)] }
    return 10 * log10(at(ends.1) / at(ends.0))
  }

  private func weighted(_ samples: [Double]) -> [Double] {
    let shelf = biquad(
      samples, b: (1.53512485958697, -2.69169618940638, 1.19839281085285),
      a: (-1.69065929318241, 0.73248077421585))
    return biquad(shelf, b: (1, -2, 1), a: (-1.99004745483398, 0.99007225036621))
  }

  private func biquad(
    _ samples: [Double], b: (Double, Double, Double), a: (Double, Double)
  ) -> [Double] {
    var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
    return samples.map { x in
      let y = b.0 * x + b.1 * x1 + b.2 * x2 - a.0 * y1 - a.1 * y2
      (x1, x2, y1, y2) = (x, x1, y, y1)
      return y
    }
  }

  /// The samples and the points halfway between them are accurate enough for the contract's
  /// tolerance.
  private func truePeak(_ samples: [Double]) -> Double {
    var highest = samples.reduce(0) { max($0, abs($1)) }
    // In these tests, the middle of the signal is as high as any other part.
    let middle = samples.count / 2
    guard samples.count > 400 else { return highest }
    for index in (middle - 100)..<(middle + 100) {
      var sum = 0.0
      for offset in -32..<32 {
        let distance = Double(offset) - 0.5
        let window = 0.5 + 0.5 * cos(.pi * distance / 32.5)
        sum += samples[index + offset] * window * sin(.pi * distance) / (.pi * distance)
      }
      highest = max(highest, abs(sum))
    }
    return highest
  }
}

@Suite struct LoudnessMeterContractTests {
  @Test func `a meter by the standard breaks no promise`() {
    #expect(LoudnessMeterContract { PaperMeter(fault: .none) }.check().isEmpty)
  }

  @Test(arguments: [
    (PaperMeter.Fault.withoutFilters, 1), (.ungated, 1), (.rangeOfExtremes, 1),
    (.forgetsBlockEnds, 2), (.rounds, 3), (.ignoresRoles, 4), (.surroundsAsFront, 4),
    (.infiniteSilence, 5), (.padsShortSignals, 5), (.samplePeakAsTruePeak, 6),
    (.givesTruePeakUnasked, 6), (.passesOverNaN, 7), (.takesAnything, 8),
  ])
  fileprivate func `each broken promise is found`(_ fault: PaperMeter.Fault, _ number: Int) {
    let broken = LoudnessMeterContract { PaperMeter(fault: fault) }.check(only: number)
    #expect(broken.contains { $0.number == number }, "\(fault): \(broken)")
  }
}
