import MasteringModel

/// What is counted in one channel besides its loudness.
struct ChannelStatistics {
  private(set) var frames = 0
  private(set) var peak: Float = 0
  private var sum = 0.0
  private(set) var squares = 0.0

  private var run = 0
  private var runs = 0
  private var longestRun = 0
  private var firstRunFrame: Int?

  /// The largest 16-bit number is full scale as well.
  private static let fullScale: Float = 32767 / 32768
  private static let runLength = 3
  /// −50 dBFS.
  private static let offsetLimit = 0.003_162_277_660_168_379
  /// −90 dBFS.
  static let deadPeak: Float = 3.162_277_66e-5

  /// Appends the next samples.
  ///
  /// - Returns: false if one of them is NaN or infinite; the channel is then unusable.
  mutating func append(_ samples: UnsafeBufferPointer<Float>) -> Bool {
    var (sums, energies, highest) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    let bytes = UnsafeRawBufferPointer(samples)
    var index = 0
    while index + 8 <= samples.count {
      let eight = bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
      sums += eight
      energies += eight * eight
      let magnitude = eight.replacing(with: -eight, where: eight .< 0)
      highest = highest.replacing(with: magnitude, where: magnitude .> highest)
      index += 8
    }
    var (blockSum, blockSquares, blockPeak) =
      (Double(sums.sum()), Double(energies.sum()), highest.max())
    while index < samples.count {
      blockSum += Double(samples[index])
      blockSquares += Double(samples[index] * samples[index])
      blockPeak = max(blockPeak, abs(samples[index]))
      index += 1
    }
    // Squares of large numbers may overflow, too; then each sample is checked.
    if !blockSquares.isFinite, !samples.allSatisfy(\.isFinite) { return false }
    sum += blockSum
    squares += blockSquares
    peak = max(peak, blockPeak)
    if run > 0 || blockPeak >= Self.fullScale { countRuns(in: samples) }
    frames += samples.count
    return true
  }

  private mutating func countRuns(in samples: UnsafeBufferPointer<Float>) {
    for index in samples.indices {
      guard abs(samples[index]) >= Self.fullScale else {
        run = 0
        continue
      }
      run += 1
      longestRun = max(longestRun, run)
      guard run == Self.runLength else { continue }
      runs += 1
      if firstRunFrame == nil { firstRunFrame = frames + index - (Self.runLength - 1) }
    }
  }

  /// The findings about the channel.
  func findings(channel: Int, sampleRateHz: Int) -> [LoudnessFinding] {
    var findings: [LoudnessFinding] = []
    if let firstRunFrame {
      findings.append(
        .clipping(
          channel: channel, runs: runs, longestSamples: longestRun,
          firstSeconds: Double(firstRunFrame) / Double(sampleRateHz)))
    }
    let mean = frames > 0 ? sum / Double(frames) : 0
    if abs(mean) >= Self.offsetLimit {
      findings.append(.offset(channel: channel, mean: mean))
    }
    return findings
  }
}

/// The sum of the products of two channels.
struct ChannelProduct {
  private(set) var sum = 0.0

  mutating func append(_ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>) {
    var products = SIMD8<Float>()
    let (leftBytes, rightBytes) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
    let count = min(left.count, right.count)
    var index = 0
    while index + 8 <= count {
      products +=
        leftBytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
        * rightBytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
      index += 8
    }
    sum += Double(products.sum())
    while index < count {
      sum += Double(left[index] * right[index])
      index += 1
    }
  }
}
