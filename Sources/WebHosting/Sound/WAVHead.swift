import MasteringModel

/// The bytes before the samples of a WAVE file ("Multiple Channel Audio Data and WAVE
/// Files", Microsoft, 2001).
struct WAVHead: Sendable, Equatable {
  let bytes: [UInt8]

  /// - Parameters:
  ///   - frames: the number of frames that follow; nil if unknown, which players treat as an
  ///     endless stream. The same applies if the file would exceed 4 GiB.
  ///   - resolution: the resolution of a sample.
  init(
    _ format: AudioFormat, frames: Int?, resolution: SampleResolution = .integer16
  ) {
    // With more than two channels, positions are needed, which the simple form cannot express.
    let isExtended = format.channels > 2
    let frameBytes = format.channels * resolution.bytes
    let isFloat = resolution == .float32
    let formatBytes = isExtended ? 40 : 16
    let room = Int(UInt32.max) - 20 - formatBytes
    let dataBytes = frames.flatMap { frames -> Int? in
      let (product, overflows) = frames.multipliedReportingOverflow(by: frameBytes)
      return overflows || product > room ? nil : product
    }
    var bytes = Array("RIFF".utf8)
    bytes += Self.little(dataBytes.map { $0 + 20 + formatBytes } ?? Int(UInt32.max), 4)
    bytes += Array("WAVEfmt ".utf8) + Self.little(formatBytes, 4)
    bytes += Self.little(isExtended ? 0xFFFE : isFloat ? 3 : 1, 2) + Self.little(format.channels, 2)
    bytes += Self.little(format.sampleRateHz, 4)
    bytes += Self.little(format.sampleRateHz * frameBytes, 4) + Self.little(frameBytes, 2)
    bytes += Self.little(8 * resolution.bytes, 2)
    if isExtended {
      bytes += Self.little(22, 2) + Self.little(8 * resolution.bytes, 2)
      bytes += Self.little(Self.mask(format.channelLayout.positions), 4)
      // KSDATAFORMAT_SUBTYPE_PCM, or its counterpart for floats.
      bytes += [isFloat ? 3 : 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    bytes += Array("data".utf8) + Self.little(dataBytes ?? Int(UInt32.max), 4)
    self.bytes = bytes
  }

  /// The mask of the channel positions; 0, which means unspecified, if they are not in the mask's
  /// order.
  private static func mask(_ positions: [ChannelPosition]) -> Int {
    guard !positions.contains(.unknown),
      zip(positions, positions.dropFirst()).allSatisfy({ $0.rawValue < $1.rawValue })
    else { return 0 }
    return positions.reduce(0) { $0 | 1 << $1.rawValue }
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

extension SampleResolution {
  /// Bytes of a sample in a file.
  var bytes: Int {
    switch self {
    case .integer16: 2
    case .integer24: 3
    case .float32: 4
    }
  }
}
