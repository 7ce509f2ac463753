import CWideLoops
import MasteringModel
import TruePeaks

/// A signal being metered. Everything happens in steps of 10 ms from the signal's start, so that
/// the division of the samples into blocks does not matter.
final class Ebur128Measurement: LoudnessMeasurement {
  private let signal: MeteredSignal
  private let wishes: LoudnessWishes
  private var weighting: KWeighting

  private var loudness = SlidingLoudness()
  private var history = HistoryRecorder()
  private var statistics: [ChannelStatistics]
  private var frontProduct = ChannelProduct()
  /// A search for the true peak of each channel; none if it was not requested.
  private var truePeaks: [TruePeakSearch]
  private var overSteps = 0
  private var hasOverInBlock = false
  private var isOverInLastStep = false

  /// The samples of the step being filled, interleaved; empty if whole steps arrive.
  private var step: [Float] = []
  /// Two channels of a step.
  private var left: [Float] = []
  private var right: [Float] = []
  private var steps = 0
  private var takenFrames = 0

  private var channels: Int { signal.roles.count }

  /// What a meter that keeps 400 ms of the filtered signal may need (LOU-15), samples on their way taking
  /// the rest of 64 MiB.
  private static let largestBytes = 48 << 20
  private static let keptSeconds = 0.4

  init(of signal: MeteredSignal, _ wishes: LoudnessWishes) throws(LoudnessMeterFailure) {
    guard !signal.roles.isEmpty, signal.sampleRateHz > 0 else {
      throw .unavailable(reason: "a signal needs a channel and a sample rate")
    }
    self.signal = signal
    self.wishes = wishes
    // This meter needs less, but every implementation refuses the same signals.
    guard
      Self.keptSeconds * Double(signal.sampleRateHz) * Double(signal.roles.count) * 8
        <= Double(Self.largestBytes)
    else {
      throw .signalTooLarge(channels: signal.roles.count, sampleRateHz: signal.sampleRateHz)
    }
    weighting = KWeighting(of: signal)
    truePeaks =
      wishes.measuresTruePeak
      ? signal.roles.map { _ in TruePeakSearch(noticingOversOf: signal.sampleRateHz) } : []
    statistics = signal.roles.map { _ in ChannelStatistics() }
  }

  func append(_ samples: [Float], frames: Int) throws(LoudnessMeterFailure) {
    precondition(samples.count >= frames * channels, "The block is shorter than its frames.")
    try samples.withUnsafeBufferPointer { (samples) throws(LoudnessMeterFailure) in
      guard let start = samples.baseAddress else { return }
      try append(start, frames: frames)
    }
  }

  func append(_ samples: [Int16], frames: Int) throws(LoudnessMeterFailure) {
    precondition(samples.count >= frames * channels, "The block is shorter than its frames.")
    let count = frames * channels
    let floats = [Float](unsafeUninitializedCapacity: count) { floats, filled in
      mastering_unpack(samples, count, floats.baseAddress)
      filled = count
    }
    try append(floats, frames: frames)
  }

  private func append(
    _ samples: UnsafePointer<Float>, frames: Int
  ) throws(LoudnessMeterFailure) {
    var taken = 0
    while taken < frames {
      let missing = stepFrames - step.count / channels
      let count = min(missing, frames - taken)
      let next = samples + taken * channels
      taken += count
      if step.isEmpty, count == missing {
        try finishStep(next, frames: count)
        continue
      }
      step += UnsafeBufferPointer(start: next, count: count * channels)
      if count == missing { try finishKeptStep() }
    }
  }

  /// Passes on the samples that had to wait for a whole step.
  private func finishKeptStep() throws(LoudnessMeterFailure) {
    let frames = step.count / channels
    try step.withUnsafeBufferPointer { (samples) throws(LoudnessMeterFailure) in
      guard let start = samples.baseAddress else { return }
      try finishStep(start, frames: frames)
    }
    step.removeAll(keepingCapacity: true)
  }

  /// How many frames the step has: from ⌊i · rate / 100⌋ to ⌊(i + 1) · rate / 100⌋, and at least
  /// one.
  private var stepFrames: Int {
    let rate = signal.sampleRateHz
    let perSecond = SlidingLoudness.stepsPerSecond
    let place = steps % perSecond
    return max(1, (place + 1) * rate / perSecond - place * rate / perSecond)
  }

  private func finishStep(
    _ samples: UnsafePointer<Float>, frames: Int
  ) throws(LoudnessMeterFailure) {
    let energy = try energy(of: samples, frames: frames)
    steps += 1
    if loudness.append(energy), wishes.keepsHistory {
      history.append(
        momentary: loudness.momentary, shortTerm: loudness.shortTerm, hasOver: hasOverInBlock)
      hasOverInBlock = false
    }
  }

  /// The energy of the next samples, which count for everything else too.
  private func energy(
    of samples: UnsafePointer<Float>, frames: Int
  ) throws(LoudnessMeterFailure) -> Double {
    try lookOver(samples, frames: frames)
    takenFrames += frames
    noteOver()
    let energy = weighting.energy(of: samples, frames: frames)
    // Samples near the largest numbers.
    return energy.isFinite ? energy : 0
  }

  /// Counts the step if any channel exceeded full scale.
  private func noteOver() {
    var isOver = false
    for index in truePeaks.indices where truePeaks[index].takeOver() { isOver = true }
    if isOver {
      overSteps += 1
      hasOverInBlock = true
    }
    isOverInLastStep = isOver
  }

  /// Updates the statistics of each channel.
  private func lookOver(
    _ samples: UnsafePointer<Float>, frames: Int
  ) throws(LoudnessMeterFailure) {
    for index in 0..<channels {
      if right.count != frames { right = [Float](repeating: 0, count: frames) }
      mastering_take_channel(samples, channels, index, frames, &right)
      let isFinite = right.withUnsafeBufferPointer { statistics[index].append($0) }
      guard isFinite else {
        // Another channel may have an earlier non-finite sample.
        let count = frames * channels
        let sample = (0..<count).first { !samples[$0].isFinite } ?? 0
        throw .nonFiniteSample(
          channel: sample % channels, frame: takenFrames + sample / channels)
      }
      if !truePeaks.isEmpty { truePeaks[index].append(right, frames: frames) }
      if index == 0, channels > 1 { swap(&left, &right) }
      if index == 1 {
        left.withUnsafeBufferPointer { left in
          right.withUnsafeBufferPointer { frontProduct.append(left, $0) }
        }
      }
    }
  }

  func finished() throws(LoudnessMeterFailure) -> SignalLoudness {
    // The rest is less than a step: it counts for peaks, but not for loudness.
    if !step.isEmpty {
      let frames = step.count / channels
      _ = try step.withUnsafeBufferPointer { (samples) throws(LoudnessMeterFailure) -> Double in
        guard let start = samples.baseAddress else { return 0 }
        return try energy(of: start, frames: frames)
      }
      step.removeAll()
    }
    // Peaks between the very last samples belong to the step that ended with them.
    let wasOver = isOverInLastStep
    for index in truePeaks.indices { truePeaks[index].finish() }
    noteOver()
    if wasOver, isOverInLastStep { overSteps -= 1 }
    let distribution = loudness.distribution
    return SignalLoudness(
      integratedLUFS: distribution.integratedLUFS,
      rangeLU: distribution.rangeLU,
      momentaryMaxLUFS: loudness.momentaryMaxLUFS,
      shortTermMaxLUFS: loudness.shortTermMaxLUFS,
      channels: peaks, findings: findings,
      history: wishes.keepsHistory ? history.history : nil, distribution: distribution)
  }

  private var peaks: [SignalLoudness.ChannelPeaks] {
    signal.roles.indices.map { index in
      SignalLoudness.ChannelPeaks(
        role: signal.roles[index],
        sampleDBFS: KWeightedEnergy.decibels(Double(statistics[index].peak)),
        trueDBTP: truePeaks.isEmpty
          ? nil : KWeightedEnergy.decibels(Double(truePeaks[index].front.truePeak)))
    }
  }

  private var findings: [LoudnessFinding] {
    var findings: [LoudnessFinding] = []
    if let correlation, correlation <= -0.5 {
      findings.append(.antiphase(correlation: correlation))
    }
    let highest = statistics.map(\.peak).max() ?? 0
    if highest > ChannelStatistics.deadPeak {
      for (index, role) in signal.roles.enumerated()
      where role != .excluded && statistics[index].peak <= ChannelStatistics.deadPeak {
        findings.append(.deadChannel(index))
      }
    }
    for index in statistics.indices {
      findings += statistics[index].findings(channel: index, sampleRateHz: signal.sampleRateHz)
    }
    if overSteps > 0, highest <= 1, let truePeak = peaks.compactMap(\.trueDBTP).max() {
      findings.append(.interSampleOvers(steps: overSteps, truePeakDBTP: truePeak))
    }
    return findings
  }

  /// The correlation of the first two channels, −1…1; nil if either is silent.
  private var correlation: Double? {
    guard channels > 1, signal.roles[0] != .excluded, signal.roles[1] != .excluded else {
      return nil
    }
    let power = (statistics[0].squares * statistics[1].squares).squareRoot()
    guard power > 0, power.isFinite else { return nil }
    let correlation = frontProduct.sum / power
    return correlation.isFinite ? min(max(correlation, -1), 1) : nil
  }
}

/// Records the loudness history in bounded space.
struct HistoryRecorder {
  private var momentary: [Double?] = []
  private var shortTerm: [Double?] = []
  private var overs: [Double] = []
  /// How many values of 0.1 s are merged into one stored value.
  private var stride = 1
  private var passed = 0

  /// Two hours of values.
  static let capacity = 72_000
  static let oversCapacity = 1_000
  private static let valueSeconds =
    Double(SlidingLoudness.stepsPerBlock) / Double(SlidingLoudness.stepsPerSecond)

  /// Appends the values at the end of the next 0.1 s.
  mutating func append(momentary: Double?, shortTerm: Double?, hasOver: Bool) {
    passed += 1
    if hasOver, overs.count < Self.oversCapacity {
      overs.append(Double(passed - 1) * Self.valueSeconds)
    }
    guard passed.isMultiple(of: stride) else { return }
    if self.momentary.count == Self.capacity {
      self.momentary = Self.everySecond(self.momentary)
      self.shortTerm = Self.everySecond(self.shortTerm)
      stride *= 2
      guard passed.isMultiple(of: stride) else { return }
    }
    self.momentary.append(momentary.flatMap(KWeightedEnergy.lufs))
    self.shortTerm.append(shortTerm.flatMap(KWeightedEnergy.lufs))
  }

  private static func everySecond(_ values: [Double?]) -> [Double?] {
    Swift.stride(from: 1, to: values.count, by: 2).map { values[$0] }
  }

  var history: LoudnessHistory {
    LoudnessHistory(
      intervalSeconds: Double(stride) * Self.valueSeconds, momentaryLUFS: momentary,
      shortTermLUFS: shortTerm, overSeconds: overs)
  }
}
