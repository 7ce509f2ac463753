import MasteringModel
import Synchronization
import SystemCalls

/// An audio file that an FFmpeg program decodes into a pipe. A lock serialises calls from several
/// tasks.
final class FFmpegStream: AudioStream {
  let format: AudioFormat
  private let reader: Mutex<FFmpegReader>

  init(
    _ file: RegularFile, _ kind: FFmpegFormat, _ facts: FFmpegFacts, sampleRateHz: Int,
    channels: Int, _ programs: FFmpegPrograms, _ limits: FFmpegLimits
  ) {
    let frames = kind.countsFrames ? facts.frames : nil
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
      channelLayout: facts.stream("channel_layout").flatMap { ChannelLayout(ffmpegName: $0) }
        .flatMap { $0.positions.count == channels ? $0 : nil })
    reader = Mutex(
      FFmpegReader(
        file: file, kind: kind, format: format, isLossless: isLossless, programs: programs,
        limits: limits))
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
  private let isLossless: Bool
  private let programs: FFmpegPrograms
  private let limits: FFmpegLimits
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
    file: RegularFile, kind: FFmpegFormat, format: AudioFormat, isLossless: Bool,
    programs: FFmpegPrograms, limits: FFmpegLimits
  ) {
    self.file = file
    self.kind = kind
    self.format = format
    self.isLossless = isLossless
    self.programs = programs
    self.limits = limits
  }

  private var frameByteCount: Int { 4 * format.channels }

  mutating func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
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
    guard ending == nil else { return try read(into: &samples) }
    let byteCount = samples.withUnsafeMutableBytes { bytes in
      fill(UnsafeMutableRawBufferPointer(rebasing: bytes[..<(wanted * frameByteCount)]))
    }
    let frames = byteCount / frameByteCount
    position += frames
    if frames < wanted { ending = conclusion() }
    if frames == 0, case .failed(let failure) = ending { throw failure }
    return frames
  }

  mutating func seek(toFrame frame: Int) {
    let target = format.declaredFrames.map { min(frame, $0) } ?? frame
    let distance = target - position
    // Reading on is faster than starting a program.
    if program != nil, ending == nil, (0...(5 * format.sampleRateHz)).contains(distance) {
      surplus += distance
    } else {
      program = nil
    }
    position = target
    ending = nil
  }

  // MARK: The program

  private mutating func start() throws(AudioFailure) {
    guard program == nil else { return }
    var place: [String] = []
    surplus = position
    // A whole second is exact in every time base, and a codec needs some pre-roll.
    let second = position / format.sampleRateHz - 1
    if format.seeksExactly, second > 0 {
      place = ["-ss", String(second)]
      surplus = position - second * format.sampleRateHz
    }
    let arguments =
      ["-v", "error", "-nostdin", "-xerror", "-threads", "1"]
      + FFmpegArguments.decoders + FFmpegArguments.input(kind) + place
      + ["-i", FFmpegArguments.file, "-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
    do throws(SystemError) {
      program = try ChildProgram(programs.ffmpeg, arguments, input: file.descriptor, limits)
    } catch {
      throw AudioFailure(errno: error.code, path: file.path)
    }
  }

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
        position -= surplus
        surplus = 0
        ending = conclusion()
        return
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
  private mutating func conclusion() -> Ending {
    defer { program = nil }
    guard let program else { return .complete }
    // A program that is silent for too long has not ended.
    let end: ChildProgram.End = program.hasClosedOutput ? program.wait(limits) : .signal(SIGKILL)
    // Some encoders declare slightly more than they wrote.
    let slack = isLossless ? 0 : 4096
    let isShort = format.declaredFrames.map { position + slack < $0 } ?? false
    if end.isSuccess, !isShort { return .complete }
    let announced = format.declaredFrames.flatMap { position < $0 ? $0 : nil }
    let rate = Double(format.sampleRateHz)
    return .failed(
      .truncatedAudio(
        path: file.path, atSeconds: Double(position) / rate,
        ofSeconds: announced.map { Double($0) / rate }))
  }
}
