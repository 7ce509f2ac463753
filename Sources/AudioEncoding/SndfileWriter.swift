import CSndfile
import MasteringModel
import SystemCalls
import SystemFiles

/// An audio file open for writing, removed unless it is finished.
final class SndfileWriter {
  private let file: PendingFile
  private var handle: OpaquePointer?
  private let channels: Int
  private let resolution: SampleResolution
  private let container: AudioContainer
  private let tags: CarriedTags?
  private let audioBytes: Int
  private var frames = 0
  private var integers: [Int32] = []

  init(
    at path: String, container: AudioContainer, format: AudioFormat,
    resolution: SampleResolution, replacing replaces: Bool, tags: CarriedTags?
  ) throws(AudioWritingFailure.Reason) {
    channels = format.channels
    self.resolution = resolution
    self.container = container
    self.tags = tags
    audioBytes = container.audioBytes(of: format, resolution)
    guard container.resolutions.contains(resolution) else {
      throw .unsupported("\(container.rawValue.uppercased()) stores no floating-point numbers")
    }
    var info = SF_INFO()
    info.samplerate = Int32(clamping: format.sampleRateHz)
    info.channels = Int32(clamping: format.channels)
    let map = Self.channelMap(of: format)
    info.format = Int32(
      container.number(forBytes: audioBytes, statesLayout: map != nil) | resolution.number)
    guard sf_format_check(&info) != 0 else {
      throw .unsupported(
        "\(container.rawValue.uppercased()) does not support \(format.channels) channels at "
          + "\(format.sampleRateHz) Hz")
    }
    do { file = try PendingFile(at: path, replacing: replaces) } catch {
      throw .system(SystemReason(error))
    }
    errno = 0
    guard let handle = sf_open_fd(file.descriptor, Int32(SFM_WRITE), &info, 0) else {
      throw Self.lastFailure(nil)
    }
    self.handle = handle
    // The chunk with the peaks of floating-point samples has the time of writing in it, so that no two
    // files would be equal.
    sf_command(handle, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
    // Ignored by containers that cannot store it; those have a fixed channel order.
    if var map {
      sf_command(
        handle, Int32(SFC_SET_CHANNEL_MAP_INFO), &map,
        Int32(map.count * MemoryLayout<Int32>.size))
    }
  }

  /// The positions of more than two channels in libsndfile's numbering; nil if one is unknown, or
  /// if nothing needs to be stated.
  private static func channelMap(of format: AudioFormat) -> [Int32]? {
    guard format.channels > 2 else { return nil }
    let numbers = format.channelLayout.positions.compactMap(\.sndfileNumber)
    return numbers.count == format.channels ? numbers.map { Int32($0) } : nil
  }

  deinit {
    if let handle { sf_close(handle) }
  }

  /// Writes whole frames, channels interleaved and rounded to the resolution.
  func write(_ samples: [Float]) throws(AudioWritingFailure.Reason) {
    guard let handle else { return }
    let count = samples.count / channels
    errno = 0
    let written: sf_count_t
    if resolution == .float32 {
      written = sf_writef_float(handle, samples, sf_count_t(count))
    } else {
      // libsndfile takes the upper bits of 32. Multiplying by a power of two does not round, and
      // values rounded to fewer bits are below the maximum.
      integers.removeAll(keepingCapacity: true)
      integers.append(contentsOf: samples.lazy.map { Int32(clamping: Int64($0 * 0x1p31)) })
      written = sf_writef_int(handle, integers, sf_count_t(count))
    }
    guard written == count else { throw Self.lastFailure(handle) }
    frames += count
  }

  /// Closes the file, verifies that it is complete, and gives it its name.
  func finish() throws(AudioWritingFailure.Reason) {
    guard let handle else { return }
    self.handle = nil
    errno = 0
    // libsndfile writes its buffered data now, and does not report whether that succeeded.
    guard sf_close(handle) == 0, isWhole() else {
      throw .system(SystemReason(SystemError(code: errno == 0 ? ENOSPC : errno)))
    }
    try writeTags()
    do throws(SystemError) { try file.keep() } catch {
      throw error.code == EEXIST ? .exists : .system(SystemReason(error))
    }
  }

  /// Writes the tags, and verifies that they and the audio are there.
  private func writeTags() throws(AudioWritingFailure.Reason) {
    guard let tags, tags.copied(into: container, audioBytes: audioBytes).isAnything else { return }
    errno = 0
    if tags.write(toOpenFile: file.descriptor, container), isWhole() { return }
    // TagLib and libsndfile do not pass on the system's error, and later calls may have replaced
    // it.
    let full = [ENOSPC, EDQUOT, EFBIG, EIO]
    if let code = full.first(where: { $0 == errno }) {
      throw .system(SystemReason(SystemError(code: code)))
    }
    var space = statvfs()
    if fstatvfs(file.descriptor, &space) == 0, space.f_bavail == 0 {
      throw .system(SystemReason(SystemError(code: ENOSPC)))
    }
    throw .tags
  }

  /// Whether the file declares every frame and the last one can be read.
  private func isWhole() -> Bool {
    guard lseek(file.descriptor, 0, SEEK_SET) == 0 else { return false }
    var info = SF_INFO()
    guard let handle = sf_open_fd(file.descriptor, Int32(SFM_READ), &info, 0) else { return false }
    defer { sf_close(handle) }
    guard info.frames == sf_count_t(frames) else { return false }
    guard frames > 0 else { return true }
    var last = [Float](repeating: 0, count: channels)
    return sf_seek(handle, sf_count_t(frames - 1), Int32(SEEK_SET)) == sf_count_t(frames - 1)
      && sf_readf_float(handle, &last, 1) == 1
  }

  /// Why the last call failed; nil if none was recorded. libsndfile reports every system error as
  /// number 2, and not all of them leave their code in `errno`.
  private static func lastFailure(_ handle: OpaquePointer?) -> AudioWritingFailure.Reason {
    let code = errno
    if code != 0 { return .system(SystemReason(SystemError(code: code))) }
    let words = String(cString: sf_strerror(handle))
    let isSystem = sf_error(handle) == Int32(SF_ERR_SYSTEM)
    return isSystem ? .system(SystemReason(code: 0, text: words)) : .unsupported(words)
  }
}

extension ChannelPosition {
  /// libsndfile's number; nil for an unknown place.
  fileprivate var sndfileNumber: Int? {
    switch self {
    case .frontLeft: SF_CHANNEL_MAP_LEFT
    case .frontRight: SF_CHANNEL_MAP_RIGHT
    case .frontCenter: SF_CHANNEL_MAP_CENTER
    case .lowFrequency: SF_CHANNEL_MAP_LFE
    case .backLeft: SF_CHANNEL_MAP_REAR_LEFT
    case .backRight: SF_CHANNEL_MAP_REAR_RIGHT
    case .frontLeftOfCenter: SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER
    case .frontRightOfCenter: SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER
    case .backCenter: SF_CHANNEL_MAP_REAR_CENTER
    case .sideLeft: SF_CHANNEL_MAP_SIDE_LEFT
    case .sideRight: SF_CHANNEL_MAP_SIDE_RIGHT
    case .topCenter: SF_CHANNEL_MAP_TOP_CENTER
    case .topFrontLeft: SF_CHANNEL_MAP_TOP_FRONT_LEFT
    case .topFrontCenter: SF_CHANNEL_MAP_TOP_FRONT_CENTER
    case .topFrontRight: SF_CHANNEL_MAP_TOP_FRONT_RIGHT
    case .topBackLeft: SF_CHANNEL_MAP_TOP_REAR_LEFT
    case .topBackCenter: SF_CHANNEL_MAP_TOP_REAR_CENTER
    case .topBackRight: SF_CHANNEL_MAP_TOP_REAR_RIGHT
    case .unknown: nil
    }
  }
}

extension SampleResolution {
  /// Bytes of a sample.
  fileprivate var bytes: Int {
    switch self {
    case .integer16: 2
    case .integer24: 3
    case .float32: 4
    }
  }

  /// libsndfile's number for it.
  fileprivate var number: Int {
    switch self {
    case .integer16: SF_FORMAT_PCM_16
    case .integer24: SF_FORMAT_PCM_24
    case .float32: SF_FORMAT_FLOAT
    }
  }
}

extension AudioContainer {
  /// The size of a file's audio in bytes, if its length is known.
  func audioBytes(of format: AudioFormat, _ resolution: SampleResolution) -> Int {
    let (bytes, overflows) = (format.declaredFrames ?? 0).multipliedReportingOverflow(
      by: format.channels * resolution.bytes)
    return overflows ? .max : bytes
  }

  /// Sizes in WAV have 32 bits; some room is left for the chunks besides the audio.
  static let largestPlainWAVBytes = 0xFFFF_0000

  /// libsndfile's number for it, for a file with this many bytes of audio.
  ///
  /// - Parameter statesLayout: whether the file says where its channels belong, which a plain WAV cannot.
  fileprivate func number(forBytes bytes: Int, statesLayout: Bool) -> Int {
    switch self {
    case .wav where bytes > Self.largestPlainWAVBytes: SF_FORMAT_RF64
    case .wav: statesLayout ? SF_FORMAT_WAVEX : SF_FORMAT_WAV
    case .flac: SF_FORMAT_FLAC
    case .aiff: SF_FORMAT_AIFF
    case .caf: SF_FORMAT_CAF
    }
  }
}
