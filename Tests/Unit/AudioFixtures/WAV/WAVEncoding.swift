/// How a WAV file stores a sample; always little-endian.
package enum WAVEncoding: String, Sendable, Hashable, CaseIterable {
  /// Unsigned, centred on 128.
  case integer8
  /// Signed integers.
  case integer16, integer24, integer32
  /// Floating point, written bit by bit: NaN, infinities and values above full scale survive.
  case float32, float64

  /// The number of bits per sample.
  package var bitsPerSample: Int {
    switch self {
    case .integer8: 8
    case .integer16: 16
    case .integer24: 24
    case .integer32, .float32: 32
    case .float64: 64
    }
  }

  /// WAVE_FORMAT_PCM or WAVE_FORMAT_IEEE_FLOAT.
  package var formatTag: UInt16 {
    switch self {
    case .integer8, .integer16, .integer24, .integer32: 1
    case .float32, .float64: 3
    }
  }

  /// The bytes of samples.
  package func bytes(of samples: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(samples.count * bitsPerSample / 8)
    for sample in samples {
      append(sample, to: &bytes)
    }
    return bytes
  }

  private func append(_ sample: Float, to bytes: inout [UInt8]) {
    switch self {
    case .integer8:
      bytes.append(UInt8(quantizedLevel(sample, bits: 8) + 128))
    case .integer16, .integer24, .integer32:
      let level = UInt32(bitPattern: quantizedLevel(sample, bits: bitsPerSample))
      bytes.appendLittleEndian(UInt64(level), byteCount: bitsPerSample / 8)
    case .float32:
      bytes.appendLittleEndian(UInt64(sample.bitPattern), byteCount: 4)
    case .float64:
      bytes.appendLittleEndian(Double(sample).bitPattern, byteCount: 8)
    }
  }
}
