import AudioFixtures
import MasteringModel

/// A file held in memory: its declared format, its content and its faults.
struct MemoryTrack: Sendable {
  /// The samples.
  let sound: any Sound
  /// Frames per second.
  var sampleRateHz: Int
  /// The sample encoding.
  var encoding = SampleEncoding.floatingPoint
  /// The declared number of frames.
  var declaredFrames: Int?
  /// Whether it can be read from any position.
  var seeksExactly = true
  /// The maximum frames per read; nil for as many as requested.
  var mostFramesPerRead: Int?
  /// The failure of opening.
  var openFailure: AudioFailure?
  /// The failure of seeking.
  var seekFailure: AudioFailure?
  /// The failure of reading, and the frame before which everything is delivered.
  var readFailure: (frame: Int, failure: AudioFailure)?

  /// A sound file with a correct header.
  init(_ sound: any Sound, sampleRateHz: Int = 44_100) {
    self.sound = sound
    self.sampleRateHz = sampleRateHz
    declaredFrames = sound.frameCount
  }

  /// A clip in a file with a correct header.
  init(_ clip: AudioClip, encoding: SampleEncoding = .floatingPoint) {
    self.init(ClipSound(clip), sampleRateHz: clip.sampleRateHz)
    self.encoding = encoding
  }

  /// The track with some properties changed.
  func with<Value>(_ member: WritableKeyPath<MemoryTrack, Value>, _ value: Value) -> MemoryTrack {
    var track = self
    track[keyPath: member] = value
    return track
  }

  /// The declared format.
  var format: AudioFormat {
    AudioFormat(
      sampleRateHz: sampleRateHz, channels: sound.channelCount, declaredFrames: declaredFrames,
      encoding: encoding, seeksExactly: seeksExactly, name: "Memory")
  }
}

/// The source of a track's samples.
protocol Sound: Sendable {
  /// The number of channels.
  var channelCount: Int { get }
  /// The number of frames.
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

/// Silence of any length with single samples in it, generated as it is read.
struct ImpulsesInSilence: Sound {
  let channelCount = 1
  let frameCount: Int
  /// The nonzero samples, by frame.
  let impulses: [Int: Float]

  func copy(_ frames: Range<Int>, to samples: inout [Float]) {
    samples.replaceSubrange(0..<frames.count, with: repeatElement(0, count: frames.count))
    for (frame, amplitude) in impulses where frames.contains(frame) {
      samples[frame - frames.lowerBound] = amplitude
    }
  }
}
