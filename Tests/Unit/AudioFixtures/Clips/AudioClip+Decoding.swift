import CSndfile

extension AudioClip {
  /// A file's samples as libsndfile decodes them, read until no more arrive; the frame count in the
  /// file is not trusted.
  ///
  /// - Throws: ``FixtureFailure/sndfile(path:message:)`` if the file cannot be opened or decoded.
  package init(decoding path: String) throws(FixtureFailure) {
    self = try OpenSndfile.with(path, mode: SFM_READ) { file throws(FixtureFailure) in
      let channelCount = Int(file.info.channels)
      var samples: [Float] = []
      var block = [Float](repeating: 0, count: 4096 * channelCount)
      while true {
        let frames = Int(sf_readf_float(file.handle, &block, 4096))
        guard frames > 0 else { break }
        samples += block[0..<(frames * channelCount)]
      }
      return AudioClip(
        sampleRateHz: Int(file.info.samplerate), channelCount: channelCount, interleaved: samples)
    }
  }
}
