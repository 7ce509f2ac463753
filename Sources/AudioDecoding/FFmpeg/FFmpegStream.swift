import MasteringModel
import Synchronization
import SystemCalls

/// An audio file that an FFmpeg program decodes into a pipe. A lock serialises calls from several
/// tasks.
final class FFmpegStream: AudioStream {
  let format: AudioFormat
  private let reader: Mutex<FFmpegReader>

  /// - Parameters:
  ///   - announcedSeconds: the length that the container declares in seconds, if it declares no count of
  ///     frames.
  ///   - links: the streams of an Ogg file; empty for other files.
  ///   - blocks: the blocks of a Matroska file; nil for other files.
  ///   - order: how to order the channels; nil if the program does it.
  init(
    _ file: RegularFile, _ kind: FFmpegFormat, _ facts: FFmpegFacts, announcedSeconds: Double?,
    _ links: [OggLink], _ blocks: MatroskaBlocks?, _ order: ChannelOrder?, sampleRateHz: Int,
    channels: Int, _ programs: FFmpegPrograms, _ limits: FFmpegLimits
  ) {
    // The total of several streams is known only after decoding them all.
    let frames: Int? =
      switch links.count {
      case 0: kind.countsFrames ? facts.frames : nil
      case 1: links[0].frames
      default: nil
      }
    let isInteger = facts.stream("sample_fmt").map { $0.hasPrefix("s") || $0.hasPrefix("u") }
    let startsAtZero = ["0", nil].contains(facts.stream("start_pts"))
    let isLossless = [
      "alac", "flac", "wavpack", "tta", "ape", "tak", "wmalossless",
    ].contains(facts.codec)
    // Not AAC: its decoder generates noise, which depends on everything before.
    let findsPlaces = kind.findsSecondsExactly && startsAtZero && frames != nil && isLossless
    format = AudioFormat(
      sampleRateHz: sampleRateHz, channels: channels, declaredFrames: frames,
      encoding: isInteger == true ? .integer : .floatingPoint, seeksExactly: findsPlaces,
      name: "\(facts.codec) in \(kind.demuxer), through FFmpeg",
      channelLayout: order?.layout
        ?? facts.stream("channel_layout").flatMap { ChannelLayout(ffmpegName: $0) }
        .flatMap { $0.positions.count == channels ? $0 : nil },
      announcedSeconds: announcedSeconds)
    reader = Mutex(
      FFmpegReader(
        file: file, kind: kind, format: format, codec: facts.codec,
        announcedSeconds: announcedSeconds, links: links, blocks: blocks, order: order,
        isLossless: isLossless, programs: programs, limits: limits))
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    precondition(frame >= 0, "a stream has no frame \(frame)")
    reader.withLock { $0.seek(toFrame: frame) }
  }
}

/// The implementation of ``FFmpegStream``, for one task at a time.
struct FFmpegReader: ~Copyable {
  private let file: RegularFile
  private let kind: FFmpegFormat
  private let format: AudioFormat
  private let codec: String
  /// The length that the container declares in seconds, if it declares no count of frames.
  private let announcedSeconds: Double?
  private let isLossless: Bool
  private let programs: FFmpegPrograms
  private let limits: FFmpegLimits
  private let order: ChannelOrder?
  private let allLinks: [OggLink]
  /// The streams of an Ogg file from the one that is read; empty in other files.
  private var links: ArraySlice<OggLink>
  /// The frame at which that stream starts.
  private var linkStart = 0
  /// The blocks of a Matroska file; nil in other files.
  private var blocks: MatroskaBlocks?
  private var program: ChildProgram?
  /// The next frame to read.
  private var position = 0
  /// How many frames the program outputs before that one.
  private var surplus = 0
  private var ending: Ending?

  private enum Ending {
    case complete
    case failed(AudioFailure)
  }

  init(
    file: RegularFile, kind: FFmpegFormat, format: AudioFormat, codec: String,
    announcedSeconds: Double?, links: [OggLink], blocks: MatroskaBlocks?, order: ChannelOrder?,
    isLossless: Bool, programs: FFmpegPrograms, limits: FFmpegLimits
  ) {
    self.file = file
    self.kind = kind
    self.format = format
    self.codec = codec
    self.announcedSeconds = announcedSeconds
    self.isLossless = isLossless
    self.programs = programs
    self.limits = limits
    self.order = order
    allLinks = links
    self.links = links[...]
    self.blocks = blocks
  }

  private var frameByteCount: Int { 4 * format.channels }

  mutating func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    while true {
      if let count = try readLink(into: &samples) { return count }
    }
  }

  /// Reads from the stream that is being read; nil if it has ended without a frame, and the next one of
  /// the file follows.
  private mutating func readLink(into samples: inout [Float]) throws(AudioFailure) -> Int? {
    var wanted = samples.count / format.channels
    // The output includes the encoder's padding after the sound.
    if let frames = format.declaredFrames { wanted = min(wanted, max(0, frames - position)) }
    guard wanted > 0, ending == nil else {
      if case .failed(let failure) = ending { throw failure }
      // The rest of the output is not needed.
      if samples.count >= format.channels { program = nil }
      return 0
    }
    try start()
    try skipSurplus()
    guard ending == nil else { return nil }
    let byteCount = samples.withUnsafeMutableBytes { bytes in
      fill(UnsafeMutableRawBufferPointer(rebasing: bytes[..<(wanted * frameByteCount)]))
    }
    let decoded = byteCount / frameByteCount
    if let order {
      var frame: [Float] = []
      samples.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        order.arrange(start, frames: decoded, using: &frame)
      }
    }
    var frames = try intactFrames(of: decoded)
    position += frames
    if frames < decoded {
      program = nil
      ending = .failed(try truncation())
    } else if frames < wanted {
      ending = try conclusion()
      // A decoder may play a frame that is cut off as if it were whole.
      if case .complete = ending, let cut = try RawFrames.cut(of: file, kind) {
        let intact = Int((cut.atSeconds * Double(format.sampleRateHz)).rounded())
        let excess = min(frames, max(0, position - intact))
        frames -= excess
        position -= excess
        ending = .failed(try truncation(at: cut))
      }
    }
    guard frames == 0 else { return frames }
    if case .failed(let failure) = ending { throw failure }
    return ending == nil ? nil : 0
  }

  /// How many of the frames that were decoded from the position on are really those of the file.
  private mutating func intactFrames(of decoded: Int) throws(AudioFailure) -> Int {
    let decodedEnd = seconds(position + decoded)
    if let sound = try blocks?.soundSeconds(through: decodedEnd) {
      // The times in a file may be beyond what an Int holds.
      let end = sound * Double(format.sampleRateHz)
      return Int(min(Double(decoded), max(0, end - Double(position))))
    }
    guard !links.isEmpty else { return decoded }
    let before = position - linkStart
    return max(0, try links[links.startIndex].intactFrames(of: before + decoded) - before)
  }

  mutating func seek(toFrame frame: Int) {
    let target = format.declaredFrames.map { min(frame, $0) } ?? frame
    let distance = target - position
    // Reading on is faster than starting a program.
    if program != nil, ending == nil, (0...(5 * format.sampleRateHz)).contains(distance) {
      surplus += distance
    } else {
      program = nil
      links = allLinks[...]
      linkStart = 0
    }
    position = target
    ending = nil
  }

  // MARK: The program

  private mutating func start() throws(AudioFailure) {
    guard program == nil else { return }
    var place: [String] = []
    surplus = position - linkStart
    // A whole second is exact in every time base, and a codec needs some pre-roll.
    let second = position / format.sampleRateHz - 1
    if format.seeksExactly, second > 0 {
      place = ["-ss", String(second)]
      surplus = position - second * format.sampleRateHz
    }
    let arguments =
      ["-v", "error", "-nostdin", "-xerror", "-threads", "1"]
      + FFmpegArguments.whole(codec) + FFmpegArguments.decoders
      + FFmpegArguments.input(kind, isPart: part != nil)
      + place
      + ["-i", FFmpegArguments.file(part), "-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "f32le"]
      + ["pipe:1"]
    do throws(SystemError) {
      program = try ChildProgram(programs.ffmpeg, arguments, input: file.descriptor, limits)
    } catch {
      throw AudioFailure(errno: error.code, path: file.path)
    }
  }

  /// The part of the file that the program gets; nil for all of it.
  private var part: Range<Int64>? { allLinks.count > 1 ? links.first?.range : nil }

  private mutating func skipSurplus() throws(AudioFailure) {
    guard surplus > 0 else { return }
    var block = [UInt8](repeating: 0, count: min(surplus, 16_384) * frameByteCount)
    while surplus > 0 {
      let wanted = min(surplus * frameByteCount, block.count)
      let count = block.withUnsafeMutableBytes { bytes in
        fill(UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
      }
      surplus -= count / frameByteCount
      if count < wanted {
        let missing = surplus
        position -= missing
        surplus = 0
        ending = try conclusion()
        guard ending == nil else { return }
        // The rest is in the next stream of the file.
        position += missing
        try start()
      }
    }
  }

  /// Fills the buffer from the pipe, and returns the number of bytes: fewer only at the end.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    var count = 0
    while count < buffer.count, let program {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      guard case .bytes(let read) = program.read(into: rest, limits) else { break }
      count += read
    }
    return count
  }

  /// How to treat the point where the program stopped.
  private mutating func conclusion() throws(AudioFailure) -> Ending? {
    defer { program = nil }
    guard let program else { return .complete }
    // A program that is silent for too long has not ended.
    let end: ChildProgram.End = program.hasClosedOutput ? program.wait(limits) : .signal(SIGKILL)
    if !end.isSuccess, program.remarksSoFar.contains(FFmpegArguments.changeRemark) {
      return .failed(changed(.codec))
    }
    let sound = try blocks?.soundSeconds(through: .infinity) ?? .infinity
    guard end.isSuccess, !isShort, !sound.isFinite, blocks?.isCutOff != true else {
      return .failed(try truncation())
    }
    guard !links.isEmpty else { return .complete }
    guard try links[links.startIndex].isIntact() else { return .failed(try truncation()) }
    return try nextLink()
  }

  /// Continues with the next stream of a chained file; returns how reading ended if there is none,
  /// or if it has another format.
  private mutating func nextLink() throws(AudioFailure) -> Ending? {
    // Its pages need no memory any more.
    links[links.startIndex] = allLinks[links.startIndex]
    links.removeFirst()
    guard let next = links.first else { return .complete }
    if next.range.isEmpty { return .failed(changed(.stream)) }
    guard next.isReadable else { return .failed(try truncation()) }
    linkStart = position
    if let change = allLinks.first?.change(to: next) { return .failed(changed(change)) }
    let count = links.startIndex - allLinks.startIndex
    let isTiny = position / format.sampleRateHz < count
    return count >= limits.tinyStreamCount && isTiny ? .failed(changed(.stream)) : nil
  }

  /// Whether the file declares more than the program found.
  private var isShort: Bool {
    // Some encoders declare slightly more than they wrote.
    if let frames = format.declaredFrames { return position + (isLossless ? 0 : 4096) < frames }
    return announcedSeconds.map { seconds(position) + Self.slackSeconds < $0 } ?? false
  }

  /// Declared seconds include encoder padding, or end with a packet of which only a part is sound.
  private static let slackSeconds = 0.25

  private func seconds(_ frames: Int) -> Double { Double(frames) / Double(format.sampleRateHz) }

  private func changed(_ change: FormatChange) -> AudioFailure {
    .changingFormat(path: file.path, atSeconds: seconds(position), change: change)
  }

  /// - Parameter cut: the last frame if it is known to be cut off; nil looks for it if nothing else
  ///   announces where the audio ends.
  private func truncation(
    at cut: (atSeconds: Double, ofSeconds: Double)? = nil
  ) throws(AudioFailure) -> AudioFailure {
    let place = min(seconds(position), cut?.atSeconds ?? .infinity)
    var announced = format.declaredFrames.map { seconds($0) } ?? announcedSeconds
    if announced == nil {
      if blocks?.isCutOff == true {
        // How long the block is that was cut off is not known.
        announced = place + seconds(1)
      } else if let frames = links.first?.framesCutOff {
        announced = place + seconds(frames)
      } else if let cut {
        announced = cut.ofSeconds
      } else {
        announced = try RawFrames.cut(of: file, kind)?.ofSeconds
      }
    }
    return .truncatedAudio(
      path: file.path, atSeconds: place, ofSeconds: announced.flatMap { place < $0 ? $0 : nil })
  }
}
