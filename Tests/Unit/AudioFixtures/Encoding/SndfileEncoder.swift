import CSndfile

/// Writes clips with libsndfile.
package struct SndfileEncoder: Sendable {
  /// The compression of lossy files and FLAC, from 0 (best quality) to 1 (smallest file); nil uses
  /// libsndfile's default, or 192 kbit/s for a constant-rate MP3 of at least 32 kHz. Such an MP3
  /// gets 320 − 288 · `compression` kbit/s, or the nearest possible rate.
  package var compression: Double?
  /// Tags to write beside the audio; AU and W64 files cannot store them.
  package var texts: [SndfileTextKind: String]

  /// Creates an encoder.
  package init(compression: Double? = nil, texts: [SndfileTextKind: String] = [:]) {
    self.compression = compression
    self.texts = texts
  }

  /// Writes a file, replacing any earlier one.
  ///
  /// Integer files contain exactly the result of ``AudioClip/quantized(toBits:)``, others the
  /// floats.
  ///
  /// - Throws: ``FixtureFailure/sndfile(path:message:)``, for instance if the encoding does not
  ///   support the clip's rate.
  package func write(
    _ clip: AudioClip, as encoding: SndfileEncoding, to path: String
  ) throws(FixtureFailure) {
    var info = SF_INFO()
    info.samplerate = Int32(clip.sampleRateHz)
    info.channels = Int32(clip.channelCount)
    info.format = Int32(encoding.sndfileFormat)
    try OpenSndfile.with(path, mode: SFM_WRITE, info: info) { file throws(FixtureFailure) in
      if let compression = compression ?? encoding.usualCompression {
        set(SFC_SET_COMPRESSION_LEVEL, to: compression, of: file)
      }
      if let mode = encoding.bitrateMode {
        set(SFC_SET_BITRATE_MODE, to: Int32(mode), of: file)
        guard sf_command(file.handle, Int32(SFC_GET_BITRATE_MODE), nil, 0) == Int32(mode) else {
          throw .sndfile(path: path, message: "the bit rate mode stayed another than \(mode)")
        }
      }
      for (kind, text) in texts {
        guard sf_set_string(file.handle, Int32(kind.number), text) == 0 else {
          throw .sndfile(path: path, message: "the \(kind) was refused")
        }
      }
      // In pieces, because libsndfile's Vorbis and Opus writers keep the samples of a whole call on
      // the stack.
      for start in stride(from: 0, to: clip.frameCount, by: 4096) {
        let piece = clip.cut(to: start..<min(start + 4096, clip.frameCount))
        try write(piece, as: encoding, into: file)
      }
    }
  }

  private func write(
    _ piece: AudioClip, as encoding: SndfileEncoding, into file: OpenSndfile
  ) throws(FixtureFailure) {
    let frames = sf_count_t(piece.frameCount)
    let written: sf_count_t
    if let bits = encoding.integerBits {
      // libsndfile multiplies floats by 32767 but divides by 32768 when it reads. Its integers are
      // only shifted into the upper bits.
      let levels = piece.interleaved.map { quantizedLevel($0, bits: bits) << (32 - bits) }
      written = sf_writef_int(file.handle, levels, frames)
    } else {
      written = sf_writef_float(file.handle, piece.interleaved, frames)
    }
    guard written == frames else {
      try file.check()
      throw .sndfile(path: file.path, message: "wrote \(written) of \(frames) frames")
    }
  }

  // The return value is ignored: libsndfile 1.2.0 reports failure although it succeeds if a mode is
  // set before a level, and for level 1 of a variable rate.
  private func set<Value: BitwiseCopyable>(
    _ command: Int, to value: Value, of file: OpenSndfile
  ) {
    var value = value
    sf_command(file.handle, Int32(command), &value, Int32(MemoryLayout<Value>.size))
  }
}

/// A text beside the audio.
package enum SndfileTextKind: Sendable, Hashable {
  case title, artist, album

  fileprivate var number: Int {
    switch self {
    case .title: SF_STR_TITLE
    case .artist: SF_STR_ARTIST
    case .album: SF_STR_ALBUM
    }
  }
}
