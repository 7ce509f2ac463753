import MasteringModel
import NIOCore

/// The sound of an open file, or of a track in it, as the bytes of a WAVE file of 16-bit integers
/// (HTTP-43), or that of a rendering (HTTP-51).
///
/// Decoding blocks on the disk, the processor and other programs, so it runs on separate threads
/// (``SoundSource/decoding``).
struct DecodedSound: Sendable {
  /// The format of the sound.
  let format: AudioFormat
  /// The bytes before the samples.
  let head: WAVHead
  /// The number of frames; nil if unknown until it has been played through once.
  let frames: Int?
  /// The track's first frame in the file.
  private let start: Int
  /// Identifies the sound; it changes with the file and the track's place in it.
  private let key: String
  /// The beginning of its validator.
  private let tag: String
  /// The resolution of a sample.
  private let resolution: SampleResolution
  private let source: SoundSource
  /// Opens it again; for a file, it keeps the descriptor that the decoder opens.
  private let reopen: @Sendable () throws(AudioFailure) -> any AudioStream

  /// Opens the sound of a file. Blocks on the disk.
  init(
    of file: OpenFile, _ part: FileTrack?, path: String, _ source: SoundSource
  ) throws(AudioFailure) {
    let key =
      file.entityTag + (part.map { " \($0.start) \($0.end.map { "\($0)" } ?? "")" } ?? "")
    let format = try source.sounds.format(of: key) { () throws(AudioFailure) in
      try source.decoder.open(file: file.descriptor, at: path).format
    }
    let (start, end) =
      part?.frames(atSampleRateHz: format.sampleRateHz, ofFrames: format.declaredFrames)
      ?? (0, format.declaredFrames)
    if let part, let length = format.declaredFrames, start >= length {
      throw .cueSheet(
        path: path,
        .behindEnd(startSeconds: part.start.seconds, ofSeconds: format.declaredSeconds ?? 0))
    }
    let frames = end.map { max(0, $0 - start) } ?? source.sounds.frames(of: key)
    (self.format, self.start, self.key, self.frames) = (format, start, key, frames)
    head = WAVHead(format, frames: frames)
    resolution = .integer16
    tag = "\(file.entityTag.dropLast())-wav"
    self.source = source
    reopen = { () throws(AudioFailure) in try source.decoder.open(file: file.descriptor, at: path) }
  }

  /// A sound of known length.
  ///
  /// - Parameters:
  ///   - key: identifies it; different for different bytes.
  ///   - resolution: the resolution to which its samples were rounded.
  ///   - open: opens it at its start.
  init(
    key: String, format: AudioFormat, frames: Int, resolution: SampleResolution,
    _ source: SoundSource,
    opening open: @escaping @Sendable () throws(AudioFailure) -> any AudioStream
  ) {
    (self.key, self.format, self.frames, self.resolution) = (key, format, frames, resolution)
    start = 0
    head = WAVHead(format, frames: frames, resolution: resolution)
    tag = "\"\(key)"
    self.source = source
    reopen = open
  }

  /// A strong validator of the bytes; nil while the length is not known.
  var entityTag: String? {
    frames.map { "\(tag)-\(start)-\($0)\"" }
  }

  /// The number of bytes; nil while that is not known.
  var lengthBytes: Int64? {
    frames.map { Int64(head.bytes.count) + Int64($0) * Int64(frameBytes) }
  }

  /// The file has far less sound than it declares.
  struct CutShort: Error {}

  /// The most silence that replaces missing sound: six minutes of stereo at 44,100 Hz.
  static let mostSilentBytes: Int64 = 64 << 20

  private var frameBytes: Int { format.channels * resolution.bytes }
  private static let blockFrames = 8192

  /// Passes on the bytes of a range, or all of them if it is nil, in pieces.
  ///
  /// If the file ends before its declared end, silence replaces the rest, up to
  /// ``mostSilentBytes``, so that a false declaration costs a server no more. A sound of unknown
  /// length ends there, and its length is known from then on.
  ///
  /// - Throws: ``CutShort`` if more is missing, and whatever `take` throws.
  func read(
    _ range: Range<Int64>?, _ take: (ByteBuffer) async throws -> Void
  ) async throws {
    let headBytes = Int64(head.bytes.count)
    let range = range ?? 0..<(lengthBytes ?? .max)
    if range.lowerBound < headBytes {
      let part = head.bytes[Int(range.lowerBound)..<Int(min(headBytes, range.upperBound))]
      try await take(ByteBuffer(bytes: part))
    }
    guard range.upperBound > headBytes else { return }
    let first = max(range.lowerBound, headBytes) - headBytes
    var frame = Int(first / Int64(frameBytes))
    var skipped = Int(first % Int64(frameBytes))
    var bytesLeft = range.upperBound - max(range.lowerBound, headBytes)
    let stream = try await placed(at: frame)
    var isOver = false
    // The player's next request probably begins at the position where this one ended.
    defer { if !isOver { source.sounds.park(stream, of: key, at: frame) } }
    while bytesLeft > 0 {
      let piece = await source.decoding.run { [format, resolution] in
        Self.block(of: stream, channels: format.channels, resolution)
      }
      if piece.frames == 0 {
        isOver = true
        guard frames != nil else {
          if piece.isWhole { source.sounds.note(frames: frame, of: key) }
          return
        }
        try await silence(min(bytesLeft, Self.mostSilentBytes), take)
        if bytesLeft > Self.mostSilentBytes { throw CutShort() }
        return
      }
      frame += piece.frames
      var bytes = piece.bytes
      bytes.moveReaderIndex(forwardBy: skipped)
      skipped = 0
      if Int64(bytes.readableBytes) > bytesLeft {
        bytes.moveWriterIndex(to: bytes.readerIndex + Int(bytesLeft))
      }
      bytesLeft -= Int64(bytes.readableBytes)
      try await take(bytes)
    }
  }

  /// A stream of the sound, positioned at a frame.
  private func placed(at frame: Int) async throws -> any AudioStream {
    let target = start + frame
    let parked = source.sounds.take(of: key, notBehind: frame)
    let stream =
      if let parked { parked.stream } else {
        try await source.decoding.run { [reopen] in
          Result { () throws(AudioFailure) in try reopen() }
        }.get()
      }
    let position = parked.map { start + $0.frame } ?? 0
    if position == target { return stream }
    if format.seeksExactly {
      try await source.decoding.run {
        Result { () throws(AudioFailure) in try stream.seek(toFrame: target) }
      }.get()
    } else {
      try await advance(stream, by: target - position)
    }
    return stream
  }

  /// Reads and drops this many frames, so that a range has the same bytes as in the whole.
  private func advance(_ stream: any AudioStream, by frames: Int) async throws {
    var missing = frames
    while missing > 0 {
      try Task.checkCancellation()
      let channels = format.channels
      let count = await source.decoding.run { [missing] in
        var block = [Int16](repeating: 0, count: min(missing, Self.blockFrames) * channels)
        return (try? stream.read(into: &block)) ?? 0
      }
      if count == 0 { return }
      missing -= count
    }
  }

  private func silence(
    _ count: Int64, _ take: (ByteBuffer) async throws -> Void
  ) async throws {
    var left = count
    while left > 0 {
      let size = Int(min(left, Int64(WebLimits.pieceBytes)))
      try await take(ByteBuffer(repeating: 0, count: size))
      left -= Int64(size)
    }
  }

  private struct Block: Sendable {
    let frames: Int
    let bytes: ByteBuffer
    /// Whether this is the end of the sound rather than of what can be decoded.
    var isWhole = true
  }

  private static func block(
    of stream: any AudioStream, channels: Int, _ resolution: SampleResolution
  ) -> Block {
    guard resolution == .integer16 else { return fineBlock(of: stream, channels, resolution) }
    var samples = [Int16](repeating: 0, count: blockFrames * channels)
    let frames: Int
    do throws(AudioFailure) {
      frames = try stream.read(into: &samples)
    } catch {
      return Block(frames: 0, bytes: ByteBuffer(), isWhole: false)
    }
    var bytes = ByteBufferAllocator().buffer(capacity: frames * channels * 2)
    for sample in samples[..<(frames * channels)] {
      bytes.writeInteger(sample, endianness: .little)
    }
    return Block(frames: frames, bytes: bytes)
  }

  /// A block of samples that were rounded to more than 16 bits.
  private static func fineBlock(
    of stream: any AudioStream, _ channels: Int, _ resolution: SampleResolution
  ) -> Block {
    var samples = [Float](repeating: 0, count: blockFrames * channels)
    let frames: Int
    do throws(AudioFailure) {
      frames = try stream.read(into: &samples)
    } catch {
      return Block(frames: 0, bytes: ByteBuffer(), isWhole: false)
    }
    let count = frames * channels
    var bytes = ByteBufferAllocator().buffer(capacity: count * resolution.bytes)
    for sample in samples[..<count] {
      if resolution == .float32 {
        bytes.writeInteger(sample.bitPattern, endianness: .little)
      } else {
        // A sample of a source can exceed full scale.
        let whole = Int32(min(max((sample * 0x1p23).rounded(.toNearestOrEven), -0x1p23), 0x7FFFFF))
        bytes.writeInteger(UInt16(truncatingIfNeeded: whole), endianness: .little)
        bytes.writeInteger(UInt8(truncatingIfNeeded: whole >> 16))
      }
    }
    return Block(frames: frames, bytes: bytes)
  }
}
