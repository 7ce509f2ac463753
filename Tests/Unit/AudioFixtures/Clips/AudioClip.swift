/// Samples in memory, at a rate.
package struct AudioClip: Sendable, Hashable {
  /// Frames per second.
  package var sampleRateHz: Int
  /// The samples, `[channel][frame]`; all channels have the same length.
  package private(set) var channels: [[Float]]

  /// A clip from its channels.
  package init(sampleRateHz: Int, channels: [[Float]]) {
    precondition(
      channels.allSatisfy { $0.count == channels.first?.count }, "channels differ in length")
    self.sampleRateHz = sampleRateHz
    self.channels = channels
  }

  /// A clip from interleaved frames.
  package init(sampleRateHz: Int, channelCount: Int, interleaved: [Float]) {
    precondition(
      channelCount > 0 && interleaved.count.isMultiple(of: channelCount), "a frame is not whole")
    let channels = (0..<channelCount).map { channel in
      stride(from: channel, to: interleaved.count, by: channelCount).map { interleaved[$0] }
    }
    self.init(sampleRateHz: sampleRateHz, channels: channels)
  }

  /// The number of channels.
  package var channelCount: Int { channels.count }

  /// The number of samples in each channel.
  package var frameCount: Int { channels.first?.count ?? 0 }

  /// The samples, frame by frame.
  package var interleaved: [Float] {
    var samples: [Float] = []
    samples.reserveCapacity(frameCount * channelCount)
    for frame in 0..<frameCount {
      for channel in channels {
        samples.append(channel[frame])
      }
    }
    return samples
  }

  /// The signal that is analysed: the first channel, or the mean of the first two, in `Float`
  /// arithmetic.
  package var mono: [Float] {
    precondition(!channels.isEmpty, "a clip without channels has no mono signal")
    guard channelCount > 1 else { return channels[0] }
    return zip(channels[0], channels[1]).map { ($0 + $1) / 2 }
  }

  /// One sample, which may be set to anything: NaN, infinity, any bit pattern.
  package subscript(channel channel: Int, frame frame: Int) -> Float {
    get { channels[channel][frame] }
    set { channels[channel][frame] = newValue }
  }
}
