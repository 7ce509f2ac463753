package import StrictJSON

/// A recipe's sound as the bytes of a WAV file: RIFF, `fmt ` of 16 bytes, `data`.
package struct WAVFile: Sendable {
  let recipe: AudioRecipe
  /// The stored samples, interleaved, little-endian, without a pad byte.
  package let data: [UInt8]

  package init(_ recipe: AudioRecipe) {
    self.recipe = recipe
    let encoding = recipe.encoding
    let width = encoding.bytesPerSample
    let frame = recipe.channels.count * width
    var data = [UInt8](repeating: 0, count: recipe.samples * frame)
    for channel in recipe.channels.indices {
      var place = channel * width
      for sum in recipe.sums(ofChannel: channel) {
        var bits = encoding.bits(of: sum)
        for byte in place..<(place + width) {
          data[byte] = UInt8(truncatingIfNeeded: bits)
          bits >>= 8
        }
        place += frame
      }
    }
    self.data = data
  }

  /// The whole file.
  package var bytes: [UInt8] {
    let blockAlign = recipe.channels.count * recipe.encoding.bytesPerSample
    let padding: [UInt8] = data.count.isMultiple(of: 2) ? [] : [0]
    let format =
      Array("fmt ".utf8) + bytes(UInt32(16))
      + bytes(UInt16(recipe.encoding == .float32 ? 3 : 1))
      + bytes(UInt16(recipe.channels.count)) + bytes(UInt32(recipe.sampleRateHz))
      + bytes(UInt32(truncatingIfNeeded: recipe.sampleRateHz * blockAlign))
      + bytes(UInt16(blockAlign)) + bytes(UInt16(8 * recipe.encoding.bytesPerSample))
    let announced = recipe.announcedSamples * blockAlign
    let head = Array("WAVE".utf8) + format + Array("data".utf8) + bytes(UInt32(announced))
    return Array("RIFF".utf8) + bytes(UInt32(head.count + announced + announced % 2)) + head + data
      + padding
  }

  /// The facts about a recipe that a `signals` case states.
  package func facts(at indices: [Int]) -> JSON {
    [
      "sample_rate_hz": .integer(recipe.sampleRateHz),
      "encoding": .string(recipe.encoding.rawValue),
      "channels": .integer(recipe.channels.count), "samples": .integer(recipe.samples),
      "data_bytes": .integer(data.count), "sha256": .string(SHA256Digest.hexadecimal(of: data)),
      "values": .array(
        indices.map { index in
          .array(
            recipe.channels.indices.map { channel in
              guard (0..<recipe.samples).contains(index) else { return .null }
              let value = value(ofSample: index, inChannel: channel)
              return value.isFinite ? .number(value) : .null
            })
        }),
    ]
  }

  /// A stored sample as a number.
  private func value(ofSample index: Int, inChannel channel: Int) -> Double {
    let width = recipe.encoding.bytesPerSample
    let place = (index * recipe.channels.count + channel) * width
    let bits = data[place..<(place + width)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return recipe.encoding.value(of: bits)
  }

  private func bytes(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.littleEndian) { Array($0) }
  }
}

extension AudioRecipe.Encoding {
  /// A sum as it is stored, rounded once, in the lowest bits.
  fileprivate func bits(of sum: Double) -> UInt32 {
    switch self {
    case .pcm16: UInt32(bitPattern: integer(sum, scale: 0x1p15))
    case .pcm24: UInt32(bitPattern: integer(sum, scale: 0x1p23))
    case .float32: Float(sum).bitPattern
    }
  }

  /// The number that stored bits mean.
  fileprivate func value(of bits: UInt32) -> Double {
    switch self {
    case .pcm16: Double(Int32(bitPattern: bits << 16) >> 16) / 0x1p15
    case .pcm24: Double(Int32(bitPattern: bits << 8) >> 8) / 0x1p23
    case .float32: Double(Float(bitPattern: bits))
    }
  }

  private func integer(_ sum: Double, scale: Double) -> Int32 {
    Int32(min(max((sum * scale).rounded(.toNearestOrAwayFromZero), -scale), scale - 1))
  }
}
