extension WAVLayout {
  /// Everything before the samples. Its length does not depend on their count.
  func header(dataByteCount: Int) -> [UInt8] {
    let declared = declaredDataByteCount(dataByteCount)
    var chunks = chunk("fmt ", formatBody)
    if formatTag != WAVEncoding.integer16.formatTag {
      chunks += chunk("fact", factBody(dataByteCount: dataByteCount))
    }
    for extra in chunksBeforeData {
      chunks += chunk(extra.id, extra.body)
    }
    chunks += Array("data".utf8)
    chunks.appendLittleEndian(declared)

    // "WAVE", the chunks, and after the samples the pad byte and the remaining chunks.
    let riffByteCount =
      4 + chunks.count + Int(declared) + afterData(dataByteCount: Int(declared)).count
    var header = Array("RIFF".utf8)
    header.appendLittleEndian(
      sizes == .streamed ? UInt32.max : UInt32(clamping: riffByteCount))
    return header + Array("WAVE".utf8) + chunks
  }

  /// Everything after the samples.
  func trailer(dataByteCount: Int) -> [UInt8] {
    afterData(dataByteCount: dataByteCount) + trailingBytes
  }

  private func declaredDataByteCount(_ actual: Int) -> UInt32 {
    switch sizes {
    case .actual: UInt32(clamping: actual)
    case .dataBytes(let count): count
    case .streamed: .max
    }
  }

  private func afterData(dataByteCount: Int) -> [UInt8] {
    padding(after: dataByteCount) + chunksAfterData.flatMap { chunk($0.id, $0.body) }
  }

  private func chunk(_ id: String, _ body: [UInt8]) -> [UInt8] {
    var bytes = Array(id.utf8)
    bytes.appendLittleEndian(UInt32(body.count))
    return bytes + body + padding(after: body.count)
  }

  private func padding(after byteCount: Int) -> [UInt8] {
    padsOddChunks && !byteCount.isMultiple(of: 2) ? [0] : []
  }

  private var formatBody: [UInt8] {
    // Fields too small for the product keep its low bits.
    let bytesPerFrame = UInt32(channelCount) * UInt32(bitsPerSample / 8)
    var body: [UInt8] = []
    body.appendLittleEndian(isExtensible ? 0xFFFE : formatTag)
    body.appendLittleEndian(channelCount)
    body.appendLittleEndian(sampleRateHz)
    body.appendLittleEndian(sampleRateHz &* bytesPerFrame)
    body.appendLittleEndian(UInt16(truncatingIfNeeded: bytesPerFrame))
    body.appendLittleEndian(bitsPerSample)
    if isExtensible {
      body.appendLittleEndian(UInt16(22))
      body.appendLittleEndian(bitsPerSample)
      body.appendLittleEndian(speakers)
      body.appendLittleEndian(formatTag)
      // The remaining bytes of the GUIDs KSDATAFORMAT_SUBTYPE_PCM and _IEEE_FLOAT.
      body += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    } else if formatTag != WAVEncoding.integer16.formatTag {
      // No extension follows.
      body.appendLittleEndian(UInt16(0))
    }
    return body
  }

  /// One bit per speaker, in the order of the standard, which names 18; none for more channels.
  private var speakers: UInt32 {
    channelCount <= 18 ? (1 << UInt32(channelCount)) - 1 : 0
  }

  /// The frame count, which every format but PCM must state.
  private func factBody(dataByteCount: Int) -> [UInt8] {
    let bytesPerFrame = max(1, Int(channelCount) * encoding.bitsPerSample / 8)
    var body: [UInt8] = []
    switch sizes {
    case .actual: body.appendLittleEndian(UInt32(clamping: dataByteCount / bytesPerFrame))
    case .dataBytes(let count): body.appendLittleEndian(count / UInt32(bytesPerFrame))
    case .streamed: body.appendLittleEndian(UInt32.max)
    }
    return body
  }
}
