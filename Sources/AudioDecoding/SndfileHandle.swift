import CSndfile
import MasteringModel
import SystemCalls

/// An open libsndfile file on a ``VirtualFile``, closed when it is destroyed.
///
/// Its owner ensures that only one task at a time uses it.
struct SndfileHandle: ~Copyable {
  /// What libsndfile reads from.
  let file: VirtualFile
  /// libsndfile's information about the file.
  let info: SF_INFO
  private let handle: OpaquePointer

  /// Opens the file.
  ///
  /// - Throws: ``SndfileFailure``
  init(_ file: VirtualFile) throws(SndfileFailure) {
    var callbacks = VirtualFile.callbacks
    var info = SF_INFO()
    let pointer = Unmanaged.passUnretained(file).toOpaque()
    file.rewind()
    file.verifies = false
    defer { file.verifies = true }
    guard let handle = sf_open_virtual(&callbacks, Int32(SFM_READ), &info, pointer) else {
      throw SndfileFailure(code: sf_error(nil))
    }
    // Opus is always decoded at 48 kHz; the rate in its header is that of the source and may be
    // anything (RFC 7845, 5.1). libsndfile would decode at a rate close to it.
    if Int(info.format) & SF_FORMAT_SUBMASK == SF_FORMAT_OPUS {
      var rate = Int32(48_000)
      sf_command(
        handle, Int32(SFC_SET_ORIGINAL_SAMPLERATE), &rate, Int32(MemoryLayout<Int32>.size))
      sf_command(
        handle, Int32(SFC_GET_CURRENT_SF_INFO), &info, Int32(MemoryLayout<SF_INFO>.size))
    }
    self.file = file
    self.info = info
    self.handle = handle
  }

  deinit {
    sf_close(handle)
  }

  /// libsndfile's number for the container.
  var container: Int { Int(info.format) & SF_FORMAT_TYPEMASK }
  /// libsndfile's number for the codec.
  var codec: Int { Int(info.format) & SF_FORMAT_SUBMASK }

  /// Decodes up to this many whole frames, and returns their number and whether libsndfile reported
  /// an error.
  func decode<Sample: SndfileSample>(
    _ frames: Int, into target: UnsafeMutablePointer<Sample>
  ) -> (frames: Int, hasFailed: Bool) {
    // An earlier error is cleared at the start of each call.
    let count = Sample.decode(handle, target, sf_count_t(frames))
    return (Int(count), sf_error(handle) != 0)
  }

  /// Moves to a frame; false if libsndfile cannot.
  func seek(toFrame frame: Int) -> Bool {
    // It tries several positions in an Ogg file until it finds the right one.
    file.verifies = container != SF_FORMAT_OGG
    defer { file.verifies = true }
    return sf_seek(handle, sf_count_t(frame), Int32(SEEK_SET)) == sf_count_t(frame)
  }

  /// A text tag of the file, up to its first zero byte, in the encoding it was written in; nil if
  /// there is none.
  func text(_ kind: SndfileText) -> [UInt8]? {
    sf_get_string(handle, kind.number).map { text in
      UnsafeRawBufferPointer(start: text, count: strlen(text)).map { $0 }
    }
  }

  /// libsndfile's numbers for the positions of the channels; nil if the file does not declare them.
  var channelMap: [Int]? {
    var numbers = [Int32](repeating: 0, count: Int(info.channels))
    let byteCount = Int32(numbers.count * MemoryLayout<Int32>.size)
    let isKnown = sf_command(handle, Int32(SFC_GET_CHANNEL_MAP_INFO), &numbers, byteCount) != 0
    return isKnown ? numbers.map { Int($0) } : nil
  }

  /// libsndfile's description of the container and the codec.
  var formatName: String {
    let names = [container, codec].compactMap { format in
      var info = SF_FORMAT_INFO()
      info.format = Int32(format)
      let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
      let isKnown = sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &info, size) == 0
      return isKnown ? info.name.map { String(cString: $0) } : nil
    }
    // FLAC is both.
    return container == SF_FORMAT_FLAC ? names[0] : names.joined(separator: ", ")
  }
}

/// A number type that libsndfile decodes to.
protocol SndfileSample: BitwiseCopyable {
  /// libsndfile's function for it: decodes this many frames into the memory, and returns their
  /// number.
  static var decode: @Sendable (OpaquePointer, UnsafeMutablePointer<Self>, sf_count_t) -> sf_count_t
  { get }
}

extension Float: SndfileSample {
  static var decode:
    @Sendable (OpaquePointer, UnsafeMutablePointer<Float>, sf_count_t) -> sf_count_t
  { { sf_readf_float($0, $1, $2) } }
}

extension Int16: SndfileSample {
  static var decode:
    @Sendable (OpaquePointer, UnsafeMutablePointer<Int16>, sf_count_t) -> sf_count_t
  { { sf_readf_short($0, $1, $2) } }
}

extension Int32: SndfileSample {
  static var decode:
    @Sendable (OpaquePointer, UnsafeMutablePointer<Int32>, sf_count_t) -> sf_count_t
  { { sf_readf_int($0, $1, $2) } }
}

/// A text tag that libsndfile reads in every container that has it.
enum SndfileText: Sendable, Hashable {
  case title, artist, album

  /// libsndfile's number for it.
  var number: Int32 {
    switch self {
    case .title: Int32(SF_STR_TITLE)
    case .artist: Int32(SF_STR_ARTIST)
    case .album: Int32(SF_STR_ALBUM)
    }
  }
}

/// An error of libsndfile.
struct SndfileFailure: Error, Hashable {
  /// libsndfile's number for it.
  let code: Int32

  /// A file of an unsupported format.
  static let unrecognisedFormat = SndfileFailure(code: Int32(SF_ERR_UNRECOGNISED_FORMAT))

  /// libsndfile's message for it, without the full stop.
  ///
  /// Some messages concern libsndfile's internals, or another file.
  var text: String {
    let text = sf_error_number(code).map { String(cString: $0) } ?? ""
    let misleading = ["regular file", "nternal", "unknown error", "Bad "]
    if text.isEmpty || misleading.contains(where: { text.contains($0) }) {
      return "the header is damaged or unknown"
    }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
