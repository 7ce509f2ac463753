import CSndfile
import MasteringModel

/// An audio file open in libsndfile, with a position: the implementation of ``SndfileStream``, for
/// one task at a time.
struct SndfileReader: ~Copyable {
  /// The format, as the file declares it.
  let format: AudioFormat
  private let path: String
  private let codec: SndfileCodec
  private let order: ChannelOrder
  private let mpegTiming: MPEGTiming?
  /// How many frames libsndfile can reach; nil if unknown.
  private let reachableFrames: Int?
  /// Whether samples are requested as integers, which libsndfile scales correctly by each frame.
  private let readsIntegers: Bool
  private let file: RegularFile
  private let survey: ContainerSurvey
  /// The streams of a chained file after the open one.
  private var followingLinks: [Range<Int64>]
  private var handle: SndfileHandle
  /// The next frame to read.
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
    // Checked before libsndfile, which reports 0 Hz and 70,000 channels with the same message.
    try Self.check(survey.sampleRateHz, survey.channels, path: file.path)
    if let codec = survey.foreignCodec {
      throw .unsupportedFormat(path: file.path, reason: .codec(codec))
    }
    let handle = try Self.open(VirtualFile(file, survey), path: file.path)
    let info = handle.info
    try Self.check(Int(info.samplerate), Int(info.channels), path: file.path)
    guard survey.kind.sndfileFormats.contains(handle.container) else {
      throw .unsupportedFormat(
        path: file.path, reason: .notRecognised(SndfileFailure.unrecognisedFormat.text))
    }
    let codec = SndfileCodec(number: handle.codec)

    // The largest number is libsndfile's value for "unknown".
    let decodedFrames =
      info.frames == .max || survey.hidesLength ? nil : max(0, Int(info.frames))
    let expectedFrames = codec.frames(
      survey.length, channels: Int(info.channels), decodedFrames: decodedFrames)
    let reachableFrames =
      survey.hidesLength ? expectedFrames : survey.hidesPlaces ? nil : decodedFrames
    let order = ChannelOrder(of: handle, survey)
    format = AudioFormat(
      sampleRateHz: Int(info.samplerate), channels: Int(info.channels),
      declaredFrames: expectedFrames, encoding: codec.encoding,
      seeksExactly: expectedFrames != nil && !survey.isBroken && codec.seeksExactly
        && survey.mpegTiming?.isExact ?? true,
      name: handle.formatName, channelLayout: order.layout, isKnownDamaged: survey.isBroken)
    path = file.path
    self.file = file
    self.survey = survey
    followingLinks = survey.followingLinks
    readsIntegers = survey.integerBits != nil
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

  /// A text tag of the file, as libsndfile returns it; nil if there is none.
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
    if format.encoding == .integer16, !readsIntegers { return try decode(into: &samples) }
    // libsndfile rounds differently, and in some codecs lets values above full scale wrap around.
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

  /// Decodes frames into the scratch memory. A failure after some frames were delivered is reported
  /// by the next call.
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

  /// Decodes up to this many frames; fewer only at the end, which it records.
  private mutating func decode<Sample: SndfileSample>(
    _ frames: Int, into target: UnsafeMutablePointer<Sample>
  ) -> Int {
    var count = 0
    var frame: [Sample] = []
    while count < frames {
      // When libmpg123 fails, what it decoded in the same call is lost, so it is called for few
      // frames at a time.
      let block = mpegTiming != nil ? min(frames - count, 32) : frames - count
      let start = target + count * format.channels
      let (decoded, hasFailed) = decodeUnarranged(block, into: start)
      order.arrange(start, frames: decoded, using: &frame)
      count += decoded
      position += decoded
      // FLAC's decoder reports a failure once, and returns nothing from then on. In Ogg, pages are verified,
      // and libsndfile also calls an Opus page malformed that declares fewer frames than it has.
      if decoded == 0 || hasFailed && survey.kind != .ogg {
        ending = conclusion(hasFailed: hasFailed)
        if case .complete = ending, !followingLinks.isEmpty {
          ending = openNextLink()
          if ending == nil { continue }
        }
        break
      }
    }
    return count
  }

  /// The same, with channels in the order of the file.
  private func decodeUnarranged<Sample: SndfileSample>(
    _ frames: Int, into target: UnsafeMutablePointer<Sample>
  ) -> (frames: Int, hasFailed: Bool) {
    guard readsIntegers, Sample.self == Float.self else {
      return handle.decode(frames, into: target)
    }
    var integers = [Int32](repeating: 0, count: frames * format.channels)
    let (decoded, hasFailed) = integers.withUnsafeMutableBufferPointer { integers in
      integers.baseAddress.map { handle.decode(frames, into: $0) } ?? (0, true)
    }
    let floats = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
    for index in 0..<(decoded * format.channels) {
      floats[index] = Float(Double(integers[index]) / 0x1p31)
    }
    return (decoded, hasFailed)
  }

  /// Continues with the next stream of a chained file; returns how reading ended if that is not
  /// possible.
  private mutating func openNextLink() -> Ending? {
    var reader = BlockReader(file)
    let range = followingLinks.removeFirst()
    if range.isEmpty { return .failed(changed(.stream)) }
    do throws(AudioFailure) {
      guard let survey = try OggPages.survey(&reader, in: range, .forDecoding, isLink: true) else {
        return .failed(truncation(announcedFrames: nil))
      }
      if survey.foreignCodec != nil { return .failed(changed(.codec)) }
      let next = try Self.open(VirtualFile(file, survey), path: path)
      if let change = change(to: next) { return .failed(changed(change)) }
      handle = next
      return nil
    } catch .unreadable(let path, let reason) {
      return .failed(.unreadable(path: path, reason: reason))
    } catch {
      // Its head is damaged, or was cut off.
      return .failed(truncation(announcedFrames: nil))
    }
  }

  private func change(to next: borrowing SndfileHandle) -> FormatChange? {
    let (rate, channels) = (Int(next.info.samplerate), Int(next.info.channels))
    if channels != format.channels { return .channels(from: format.channels, to: channels) }
    if rate != format.sampleRateHz {
      return .sampleRate(fromHz: format.sampleRateHz, toHz: rate)
    }
    return next.codec == codec.number ? nil : .codec
  }

  /// How to treat the point where libsndfile stopped.
  private func conclusion(hasFailed: Bool) -> Ending {
    if let failure = handle.file.failure { return .failed(failure) }
    do throws(AudioFailure) {
      switch try handle.file.verdict() {
      case .broken(let announced): return .failed(truncation(announcedFrames: announced))
      case .cutOff(let frames):
        let end = position.addingReportingOverflow(frames)
        return .failed(truncation(announcedFrames: end.overflow ? nil : end.partialValue))
      case .changes(let change): return .failed(changed(change))
      case .complete(let frames?):
        return position >= format.declaredFrames ?? frames
          ? .complete : .failed(truncation(announcedFrames: nil))
      // In Ogg, all pages were seen; their positions give the number of frames only if nothing was
      // cut off at the start.
      case .complete(nil) where survey.kind == .ogg:
        return hasFailed ? .failed(truncation(announcedFrames: nil)) : .complete
      case .complete(nil), nil:
        // To libsndfile, anything after the end of FLAC is an error.
        let isWhole = format.declaredFrames.map { position >= $0 } ?? !hasFailed
        return isWhole ? .complete : .failed(truncation(announcedFrames: nil))
      }
    } catch {
      return .failed(error)
    }
  }

  private func changed(_ change: FormatChange) -> AudioFailure {
    .changingFormat(
      path: path, atSeconds: Double(position) / Double(format.sampleRateHz), change: change)
  }

  private func truncation(announcedFrames: Int?) -> AudioFailure {
    // A length that was reached is not the missing one.
    let announced = (format.declaredFrames ?? announcedFrames).flatMap { position < $0 ? $0 : nil }
    let rate = Double(format.sampleRateHz)
    return .truncatedAudio(
      path: path, atSeconds: Double(position) / rate, ofSeconds: announced.map { Double($0) / rate }
    )
  }

  // MARK: Seeking

  /// Moves to a frame, or to the end if there are fewer.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func seek(toFrame frame: Int) throws(AudioFailure) {
    let hasEnded = ending != nil
    ending = nil
    handle.file.failure = nil
    guard let reachableFrames else {
      // libsndfile can seek only in a stream with a known end.
      if hasEnded || frame < position { try restart() }
      return try skip(to: frame)
    }
    let target = min(frame, reachableFrames)
    let start =
      mpegTiming?.decodingStart(forFrame: target) ?? max(0, target - codec.prerollFrames)
    // libmpg123 continues its filter from its current state, so the file has to be reopened.
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
  /// recover.
  private mutating func restart() throws(AudioFailure) {
    let isInLaterLink = followingLinks.count < survey.followingLinks.count
    handle = try Self.open(isInLaterLink ? VirtualFile(file, survey) : handle.file, path: path)
    followingLinks = survey.followingLinks
    position = 0
  }

  /// Decodes up to a frame, or to the end.
  private mutating func skip(to frame: Int) throws(AudioFailure) {
    while position < frame, ending == nil {
      _ = try decodeToScratch(min(Self.scratchFrameCount, frame - position), after: 1)
    }
  }
}
