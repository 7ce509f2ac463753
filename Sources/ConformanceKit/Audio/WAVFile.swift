package import StrictJSON

/// A recipe's sound as the bytes of a WAV file: RIFF, `fmt ` of 16 bytes, `data`.
package struct WAVFile: Sendable {
  let recipe: AudioRecipe
  /// The stored samples, interleaved, little-endian, without a pad byte.
  package let data: [UInt8]
  /// The stored samples as numbers, by channel.
  private let values: [[Double]]

  package init(_ recipe: AudioRecipe) {
    self.recipe = recipe
    let stored = recipe.channels.indices.map { channel in
      recipe.sums(ofChannel: channel).map { recipe.encoding.stored($0) }
    }
    var data: [UInt8] = []
    data.reserveCapacity(recipe.samples * recipe.channels.count * recipe.encoding.bytesPerSample)
    for index in 0..<recipe.samples {
      for channel in stored { data += channel[index].bytes }
    }
    self.data = data
    values = stored.map { $0.map(\.value) }
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
    let body =
      Array("WAVE".utf8) + format + Array("data".utf8) + bytes(UInt32(data.count)) + data + padding
    return Array("RIFF".utf8) + bytes(UInt32(body.count)) + body
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
            values.map { channel in
              guard channel.indices.contains(index), channel[index].isFinite else { return .null }
              return .number(channel[index])
            })
        }),
    ]
  }

  private func bytes(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.littleEndian) { Array($0) }
  }
}

extension AudioRecipe.Encoding {
  fileprivate struct Stored {
    let bytes: [UInt8]
    let value: Double
  }

  /// A sum as it is stored, rounded once.
  fileprivate func stored(_ sum: Double) -> Stored {
    switch self {
    case .pcm16: return integer(sum, scale: 0x1p15)
    case .pcm24: return integer(sum, scale: 0x1p23)
    case .float32:
      let float = Float(sum)
      return Stored(
        bytes: withUnsafeBytes(of: float.bitPattern.littleEndian) { Array($0) },
        value: Double(float))
    }
  }

  private func integer(_ sum: Double, scale: Double) -> Stored {
    let rounded = (sum * scale).rounded(.toNearestOrAwayFromZero)
    let integer = Int32(min(max(rounded, -scale), scale - 1))
    return Stored(
      bytes: withUnsafeBytes(of: integer.littleEndian) { Array($0.prefix(bytesPerSample)) },
      value: Double(integer) / scale)
  }
}
