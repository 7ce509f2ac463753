internal import CSndfile
internal import MasteringModel

/// An audio file open in libsndfile and a place in it: the work behind ``SndfileStream``, for one
/// task at a time.
struct SndfileReader: ~Copyable {
  /// What the file says of itself.
  let format: AudioFormat
  private let path: String
  private let codec: SndfileCodec
  private let order: ChannelOrder
  private let mpegTiming: MPEGTiming?
  /// How many frames libsndfile can reach; nil where nothing tells.
  private let reachableFrames: Int?
  private var handle: SndfileHandle
  /// The frame that is read next.
  private var position = 0
  /// How reading ended, once it has.
  private var ending: Ending?
  private var scratch: [Float] = []

  private enum Ending {
    case complete
    case failed(AudioFailure)
  }

  /// Opens a file that was surveyed.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``,
  ///   ``AudioFailure/unsupportedFormat(path:reason:)``
  init(_ file: RegularFile, _ survey: ContainerSurvey) throws(AudioFailure) {
    // Before libsndfile is asked, which would say 0 Hz and 70,000 channels in the same words.
    try Self.check(survey.sampleRateHz, survey.channels, path: file.path)
    let handle = try Self.open(VirtualFile(file, survey), path: file.path)
    let info = handle.info
    try Self.check(Int(info.samplerate), Int(info.channels), path: file.path)
    guard survey.kind.sndfileFormats.contains(handle.container) else {
      throw .unsupportedFormat(
        path: file.path, reason: .notRecognised(SndfileFailure.unrecognisedFormat.text))
    }
    let codec = SndfileCodec(number: handle.codec)

    // The largest number is libsndfile's word for "unknown".
    let decodedFrames =
      info.frames == .max || survey.hidesLength ? nil : max(0, Int(info.frames))
    let expectedFrames = codec.frames(
      survey.length, channels: Int(info.channels), decodedFrames: decodedFrames)
    let reachableFrames = survey.hidesLength ? expectedFrames : decodedFrames
    let order = ChannelOrder(of: handle, opusMappingFamily: survey.opusMappingFamily)
    format = AudioFormat(
      sampleRateHz: Int(info.samplerate), channels: Int(info.channels),
      declaredFrames: expectedFrames, encoding: codec.encoding,
      seeksExactly: expectedFrames != nil && !survey.isBroken && codec.seeksExactly
        && survey.mpegTiming?.isExact ?? true,
      name: handle.formatName, channelLayout: order.layout)
    path = file.path
    self.codec = codec
    self.order = order
    mpegTiming = survey.mpegTiming
    self.reachableFrames = reachableFrames
    self.handle = handle
  }

  /// Opens the file in libsndfile.
  private static func open(
    _ file: VirtualFile, path: String
  ) throws(AudioFailure) -> SndfileHandle {
    do throws(SndfileFailure) {
      return try SndfileHandle(file)
    } catch {
      throw file.failure ?? .unsupportedFormat(path: path, reason: .notRecognised(error.text))
    }
  }

  private static func check(
    _ sampleRateHz: Int?, _ channels: Int?, path: String
  ) throws(AudioFailure) {
    let rates = SndfileDecoder.sampleRatesHz
    if let sampleRateHz, !rates.contains(sampleRateHz) {
      throw .unsupportedFormat(path: path, reason: .sampleRate(sampleRateHz, supported: rates))
    }
    let counts = SndfileDecoder.channelCounts
    if let channels, !counts.contains(channels) {
      throw .unsupportedFormat(path: path, reason: .channels(channels, supported: counts))
    }
  }

  /// A text that the file has beside its audio, as libsndfile gives it; nil where there is none.
  func text(_ kind: SndfileText) -> [UInt8]? { handle.text(kind) }

  // MARK: Reading

  /// Fills the array from its start with as many whole frames as fit, and returns how many.
  ///
  /// - Throws: as ``AudioStream/read(into:)-(Float)``
  mutating func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try decode(into: &samples)
  }

  /// The same in 16-bit numbers.
  mutating func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    if format.encoding == .integer16 { return try decode(into: &samples) }
    // libsndfile rounds otherwise, and in some codecs lets what is above full scale wrap around.
    let channels = format.channels
    let frames = samples.count / channels
    var count = 0
    while count < frames {
      let piece = min(Self.scratchFrameCount, frames - count)
      let read = try decodeToScratch(piece, after: count)
      for index in 0..<(read * channels) {
        let scaled = (scratch[index] * 32768).rounded()
        samples[count * channels + index] =
          scaled.isNaN ? 0 : Int16(min(max(scaled, -32768), 32767))
      }
      count += read
      if read < piece { break }
    }
    return count
  }

  private static let scratchFrameCount = 1024

  /// Decodes frames into the scratch memory. A failure after others were delivered waits for the
  /// next call.
  private mutating func decodeToScratch(
    _ frames: Int, after delivered: Int
  ) throws(AudioFailure) -> Int {
    if delivered > 0, ending != nil { return 0 }
    let count = frames * format.channels
    if scratch.count != count { scratch = [Float](repeating: 0, count: count) }
    var piece = scratch
    scratch = []
    defer { scratch = piece }
    do throws(AudioFailure) {
      return try decode(into: &piece)
    } catch {
      if delivered > 0 { return 0 }
      throw error
    }
  }

  private mutating func decode<Sample: SndfileSample>(
    into samples: inout [Sample]
  ) throws(AudioFailure) -> Int {
    let frames = samples.count / format.channels
    guard frames > 0 else { return 0 }
    var count = 0
    if ending == nil {
      count = samples.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { decode(frames, into: $0) } ?? 0
      }
    }
    if count == 0, case .failed(let failure) = ending { throw failure }
    return count
  }

  /// Decodes up to so many frames; fewer only at the end, of which it takes note.
  private mutating func decode<Sample: SndfileSample>(
    _ frames: Int, into target: UnsafeMutablePointer<Sample>
  ) -> Int {
    var count = 0
    var frame: [Sample] = []
    while count < frames {
      // When libmpg123 fails, what it decoded in the same call is lost, so it is asked for little.
      let block = mpegTiming != nil ? min(frames - count, 32) : frames - count
      let start = target + count * format.channels
      let (decoded, hasFailed) = handle.decode(block, into: start)
      order.arrange(start, frames: decoded, using: &frame)
      count += decoded
      position += decoded
      // FLAC's decoder says once that it failed, and nothing from there on.
      if decoded == 0 || hasFailed {
        ending = conclusion(hasFailed: hasFailed)
        break
      }
    }
    return count
  }

  /// What to make of the place where libsndfile stopped.
  private func conclusion(hasFailed: Bool) -> Ending {
    if let failure = handle.file.failure { return .failed(failure) }
    do throws(AudioFailure) {
      let verdict = try handle.file.verdict()
      let isWhole: Bool
      switch verdict {
      case .broken: isWhole = false
      case .complete(let frames?): isWhole = position >= (format.declaredFrames ?? frames)
      case .complete(nil), nil:
        // Behind the end of FLAC, a tag is an error to libsndfile.
        isWhole = format.declaredFrames.map { position >= $0 } ?? !hasFailed
      }
      return isWhole ? .complete : .failed(truncation)
    } catch {
      return .failed(error)
    }
  }

  private var truncation: AudioFailure {
    // A length that was reached is not the one that is missed.
    let isShort = format.declaredFrames.map { position < $0 } ?? false
    return .truncatedAudio(
      path: path, atSeconds: Double(position) / Double(format.sampleRateHz),
      ofSeconds: isShort ? format.declaredSeconds : nil)
  }

  // MARK: Seeking

  /// Moves to a frame, or to the end where there are not as many.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func seek(toFrame frame: Int) throws(AudioFailure) {
    let hasEnded = ending != nil
    ending = nil
    handle.file.failure = nil
    guard let reachableFrames else {
      // libsndfile finds its way only in what has an end.
      if hasEnded || frame < position { try restart() }
      return try skip(to: frame)
    }
    let target = min(frame, reachableFrames)
    let start =
      mpegTiming?.decodingStart(forFrame: target) ?? max(0, target - codec.prerollFrames)
    // libmpg123 goes on turning its filter from where it stands, so it has to begin anew.
    if mpegTiming != nil { try restart() }
    if !move(to: start) { try restart() }
    try skip(to: target)
  }

  private mutating func move(to frame: Int) -> Bool {
    guard handle.seek(toFrame: frame) else { return false }
    position = frame
    return true
  }

  /// Opens the file again, because a decoder that has failed or reached the end does not always
  /// find its way back.
  private mutating func restart() throws(AudioFailure) {
    handle = try Self.open(handle.file, path: path)
    position = 0
  }

  /// Decodes up to a frame, or to the end.
  private mutating func skip(to frame: Int) throws(AudioFailure) {
    while position < frame, ending == nil {
      _ = try decodeToScratch(min(Self.scratchFrameCount, frame - position), after: 1)
    }
  }
}
