import AudioFixtures
import MasteringModel

/// A file that is only in memory: what it says of itself, what it holds, and how it misbehaves.
struct MemoryTrack: Sendable {
  /// What is heard.
  let sound: any Sound
  /// Frames per second.
  var sampleRateHz: Int
  /// How the file keeps a sample.
  var encoding = SampleEncoding.floatingPoint
  /// How many frames the file holds by its own account.
  var declaredFrames: Int?
  /// Whether it can be read from anywhere.
  var seeksExactly = true
  /// The most frames that a read gives; nil for as many as are asked for.
  var mostFramesPerRead: Int?
  /// What opening fails with.
  var openFailure: AudioFailure?
  /// What seeking fails with.
  var seekFailure: AudioFailure?
  /// What reading fails with, and the frame before which everything is delivered.
  var readFailure: (frame: Int, failure: AudioFailure)?

  /// A sound file that says the truth.
  init(_ sound: any Sound, sampleRateHz: Int = 44_100) {
    self.sound = sound
    self.sampleRateHz = sampleRateHz
    declaredFrames = sound.frameCount
  }

  /// A clip in a file that says the truth.
  init(_ clip: AudioClip, encoding: SampleEncoding = .floatingPoint) {
    self.init(ClipSound(clip), sampleRateHz: clip.sampleRateHz)
    self.encoding = encoding
  }

  /// The track with some of it changed.
  func with<Value>(_ member: WritableKeyPath<MemoryTrack, Value>, _ value: Value) -> MemoryTrack {
    var track = self
    track[keyPath: member] = value
    return track
  }

  /// What the file says of itself.
  var format: AudioFormat {
    AudioFormat(
      sampleRateHz: sampleRateHz, channels: sound.channelCount, declaredFrames: declaredFrames,
      encoding: encoding, seeksExactly: seeksExactly, name: "Memory")
  }
}

/// Samples that a track is made of.
protocol Sound: Sendable {
  /// How many channels a frame has.
  var channelCount: Int { get }
  /// How many frames there are.
  var frameCount: Int { get }
  /// Writes the samples of a run of frames, channels interleaved, to the start of the array.
  func copy(_ frames: Range<Int>, to samples: inout [Float])
}

/// The samples of a clip.
struct ClipSound: Sound {
  let channelCount: Int
  let frameCount: Int
  private let interleaved: [Float]

  init(_ clip: AudioClip) {
    channelCount = clip.channelCount
    frameCount = clip.frameCount
    interleaved = clip.interleaved
  }

  func copy(_ frames: Range<Int>, to samples: inout [Float]) {
    let source = (frames.lowerBound * channelCount)..<(frames.upperBound * channelCount)
    samples.replaceSubrange(0..<source.count, with: interleaved[source])
  }
}

/// Silence of any length with single samples in it, made while it is heard.
struct ImpulsesInSilence: Sound {
  let channelCount = 1
  let frameCount: Int
  /// The samples that are not 0, by frame.
  let impulses: [Int: Float]

  func copy(_ frames: Range<Int>, to samples: inout [Float]) {
    samples.replaceSubrange(0..<frames.count, with: repeatElement(0, count: frames.count))
    for (frame, amplitude) in impulses where frames.contains(frame) {
      samples[frame - frames.lowerBound] = amplitude
    }
  }
}
