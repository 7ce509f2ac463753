public import MasteringModel
import SystemCalls

/// Opens formats that libsndfile does not read, with FFmpeg's programs: AAC and ALAC in MP4, AAC,
/// Windows Media Audio, WavPack, Monkey's Audio, DSD, Matroska, True Audio, TAK, Musepack, AMR,
/// Dolby Digital, DTS, Speex, FLAC in Ogg, and other codecs in WAV, W64, AIFF and CAF.
///
/// The programs run as child processes, so that a fault in a codec ends a child and not the server,
/// and FFmpeg is not part of this program. FFmpeg trusts the content of a file, so the format is
/// determined here by the first bytes, and the file is passed as an open descriptor. FFmpeg may use
/// only that file, or a part of it, and audio decoders, and never gets a list of other files. It runs without
/// network variables, within limits of time and memory, and writes no files.
///
/// Encoder padding before and after the sound is removed as in players, if the file declares it
/// (edit lists, iTunes' comment, Opus' pre-skip). Gains in tags are not applied.
public struct FFmpegDecoder: AudioDecoder {
  private let programs: FFmpegPrograms?
  private let limits: FFmpegLimits
  private let followsLinks: Bool

  /// A decoder that uses these programs; without them, the failure for every file that it would
  /// read explains how to install them.
  ///
  /// - Parameter followsLinks: as in ``SndfileDecoder/init(followsLinks:)``.
  public init(programs: FFmpegPrograms?, followsLinks: Bool = true) {
    self.init(programs: programs, limits: FFmpegLimits(), followsLinks: followsLinks)
  }

  init(programs: FFmpegPrograms?, limits: FFmpegLimits, followsLinks: Bool = true) {
    self.programs = programs
    self.limits = limits
    self.followsLinks = followsLinks
  }

  /// The file at a path, and its current state, as in ``SndfileDecoder/identity(ofFileAt:)``.
  public func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try SndfileDecoder(followsLinks: followsLinks).identity(ofFileAt: path)
  }

  /// A stream at the start of the file.
  ///
  /// - Throws: ``AudioFailure`` of every kind except those that end audio, which are thrown when
  ///   that place is reached.
  public func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(path: path, followsLinks: followsLinks))
  }

  /// A stream at the start of an open file.
  ///
  /// - Throws: as ``open(_:)``
  public func open(
    file descriptor: Int32, at path: String
  ) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(sharing: descriptor, path: path))
  }

  func open(_ file: RegularFile) throws(AudioFailure) -> any AudioStream {
    let (format, programs) = try recognised(file)
    let links = format.demuxer == "ogg" ? try OggLink.all(of: file) : []
    let facts = try facts(of: file, format, programs, part: links.part)
    guard FFmpegArguments.decode(facts.codec) else {
      // For a number that FFmpeg does not know either, use the container's name.
      let ownName = format.namesCodec ? format.name : "an unusual codec in \(format.name)"
      let name = facts.codec == "unknown" ? ownName : facts.codec
      throw .unsupportedFormat(path: file.path, reason: .codec(name))
    }
    let (rates, counts) = (SndfileDecoder.sampleRatesHz, SndfileDecoder.channelCounts)
    guard let rate = facts.sampleRateHz, rates.contains(rate) else {
      throw .unsupportedFormat(
        path: file.path, reason: .sampleRate(facts.sampleRateHz ?? 0, supported: rates))
    }
    guard let channels = facts.channels, counts.contains(channels) else {
      throw .unsupportedFormat(
        path: file.path, reason: .channels(facts.channels ?? 0, supported: counts))
    }
    let track =
      format.demuxer == "mov" ? try MP4SoundTrack(of: file, channels: channels) : nil
    if track?.isElsewhere == true {
      throw .unsupportedFormat(path: file.path, reason: .audioElsewhere(format.containerName))
    }
    // FFmpeg puts the channels of other codecs in order.
    let order =
      facts.codec.hasPrefix("pcm_") ? track?.channelLayout.map { ChannelOrder(inFile: $0) } : nil
    let blocks = format.demuxer == "matroska" ? try MatroskaBlocks(of: file) : nil
    return FFmpegStream(
      file, format, facts, announcedSeconds: try facts.announcedSeconds(of: file, in: format),
      links, blocks, order, sampleRateHz: rate, channels: channels, programs, limits)
  }

  /// The tags of the file.
  ///
  /// - Throws: as ``open(_:)``
  func tags(of file: RegularFile) throws(AudioFailure) -> TrackTags {
    let (format, programs) = try recognised(file)
    let facts = try facts(of: file, format, programs)
    let frames = facts.frames.flatMap { frames in
      facts.sampleRateHz.map { Double(frames) / Double($0) }
    }
    return TrackTags(
      title: facts.tag("title"), artist: facts.tag("artist"), album: facts.tag("album"),
      durationSeconds: frames ?? facts.seconds)
  }

  /// All text fields of the file, and how many pictures it has.
  ///
  /// - Throws: as ``open(_:)``
  func texts(of file: RegularFile) throws(AudioFailure) -> TrackTexts {
    let (format, programs) = try recognised(file)
    let facts = try facts(of: file, format, programs)
    let streams = try probed(
      file, format, programs, part: nil, [], "stream_disposition=attached_pic")
    let isPicture = Array("attached_pic=1".utf8)
    let pictures = streams.text.split(separator: 0x0A).count {
      $0.suffix(isPicture.count).elementsEqual(isPicture)
    }
    return TrackTexts(facts.texts, pictures: pictures)
  }

  /// The format of a file, and the programs to read it with.
  private func recognised(
    _ file: RegularFile
  ) throws(AudioFailure) -> (FFmpegFormat, FFmpegPrograms) {
    guard file.sizeBytes > 0 else {
      throw .unsupportedFormat(path: file.path, reason: .emptyFile)
    }
    var reader = BlockReader(file)
    if let name = Playlist.name(firstBytes: try reader.bytes(4096, at: 0)) {
      throw .unsupportedFormat(path: file.path, reason: .playlist(name))
    }
    let start = try ID3v2.end(of: &reader)
    let bytes = try reader.bytes(FFmpegFormat.firstByteCount, at: start)
    var format = FFmpegFormat(firstBytes: bytes)
    var kind = ContainerKind(firstBytes: bytes)
    if format == nil, kind == nil, try OggStart.offset(&reader, after: start) != nil { kind = .ogg }
    if format == nil, let kind {
      // A header that does not name the codec is left to FFmpeg, if installed.
      let survey = try ContainerSurvey(of: file, .forTags)
      let codec = survey.foreignCodec ?? survey.codecName
      if codec != nil || programs != nil {
        format = FFmpegFormat(kind, codec: codec)
      }
    }
    guard let format else {
      if let name = try OtherFile.name(&reader, at: start) {
        throw .unsupportedFormat(path: file.path, reason: .otherFile(name))
      }
      throw .unsupportedFormat(
        path: file.path, reason: .notRecognised(SndfileFailure.unrecognisedFormat.text))
    }
    guard let programs else {
      throw .unsupportedFormat(path: file.path, reason: .needsFFmpeg(format.name))
    }
    return (format, programs)
  }

  private func facts(
    of file: RegularFile, _ format: FFmpegFormat, _ programs: FFmpegPrograms,
    part: Range<Int64>? = nil
  ) throws(AudioFailure) -> FFmpegFacts {
    let entries =
      "stream=index,codec_name,codec_tag_string,profile,sample_fmt,sample_rate,channels,"
      + "channel_layout,time_base,start_pts,duration_ts,duration:stream_tags:"
      + "format=duration,nb_streams:format_tags"
    let (text, isSuccess) = try probed(
      file, format, programs, part: part, ["-select_streams", "a:0"], entries)
    let facts = FFmpegFacts(text)
    if ["drms", "enca", "aavd"].contains(facts.stream("codec_tag_string") ?? "") {
      throw .unsupportedFormat(path: file.path, reason: .protected)
    }
    if !isSuccess || !facts.hasStream, format.demuxer == "mov", try MP4.lacksIndex(file) {
      throw .unsupportedFormat(path: file.path, reason: .noIndex(format.containerName))
    }
    guard isSuccess else {
      throw .unsupportedFormat(path: file.path, reason: .damagedHeader(format.containerName))
    }
    guard facts.hasStream else {
      throw .unsupportedFormat(path: file.path, reason: .noSound(format.containerName))
    }
    return facts
  }

  /// What `ffprobe` prints about a file, and whether it succeeded.
  private func probed(
    _ file: RegularFile, _ format: FFmpegFormat, _ programs: FFmpegPrograms, part: Range<Int64>?,
    _ selection: [String], _ entries: String
  ) throws(AudioFailure) -> (text: [UInt8], isSuccess: Bool) {
    let arguments =
      ["-v", "error"] + FFmpegArguments.input(format, isPart: part != nil) + selection
      + ["-show_entries", entries, "-of", "flat", "-i", FFmpegArguments.file(part)]
    let program: ChildProgram
    do throws(SystemError) {
      program = try ChildProgram(
        programs.ffprobe, arguments, input: file.descriptor, limits)
    } catch {
      throw AudioFailure(errno: error.code, path: file.path)
    }
    let text = program.all(limits)
    let isSuccess = text != nil && program.wait(limits).isSuccess
    program.end()
    return (text ?? [], isSuccess)
  }
}

extension FFmpegFormat {
  /// The name without the codec.
  fileprivate var containerName: String {
    demuxer == "mov" ? "MP4 or QuickTime" : name
  }
}

/// The arguments of both programs for a file.
enum FFmpegArguments {
  /// The open file by its descriptor, because a path could lead elsewhere in the meantime; or a part
  /// of it.
  static func file(_ part: Range<Int64>?) -> String {
    let file = "file:/dev/fd/\(ChildProgram.inputDescriptor)"
    return part.map { "subfile,,start,\($0.lowerBound),end,\($0.upperBound),,:\(file)" } ?? file
  }

  static func input(_ format: FFmpegFormat, isPart: Bool) -> [String] {
    ["-protocol_whitelist", isPart ? "file,subfile" : "file", "-f", format.demuxer]
  }

  /// Ends the program where it would otherwise silently continue: at a change of rate or
  /// channels, which it would convert, and at damage in codecs with checksums, which it would play.
  static func whole(_ codec: String) -> [String] {
    let hasChecksums = ["flac", "tta", "wavpack"].contains(codec)
    return ["-reinit_filter", "0"] + (hasChecksums ? ["-err_detect", "crccheck+explode"] : [])
  }

  /// Part of the program's message at a change of rate or channels (libavfilter's abuffer).
  static let changeRemark = "Changing audio frame properties on the fly"

  /// Only FFmpeg's audio decoders are allowed for the program that decodes; image decoders are not
  /// needed there. (`ffprobe` refuses a file with a cover for which it has no decoder.)
  static let decoders = ["-codec_whitelist", soundDecoders.joined(separator: ",")]

  /// Whether a codec is among them, by its name in `ffprobe`.
  static func decode(_ codec: String) -> Bool { soundDecoders.contains(codec) }

  /// The names of decoders, and of codecs where they differ, as for DTS, whose decoder is `dca`.
  private static let soundDecoders = [
    "aac", "aac_fixed", "aac_latm", "ac3", "ac3_fixed", "eac3", "dca", "alac", "ape", "flac", "mp1",
    "mp1float", "mp2", "mp2float", "mp3", "mp3float", "opus", "libopus", "vorbis", "libvorbis",
    "speex", "libspeex", "tta", "tak", "wavpack", "wmav1", "wmav2", "wmapro", "wmalossless",
    "wmavoice", "mpc7", "mpc8", "dsd_lsbf", "dsd_lsbf_planar", "dsd_msbf", "dsd_msbf_planar", "dst",
    "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "adpcm_ms", "adpcm_ima_wav",
    "adpcm_ima_qt", "adpcm_g722", "adpcm_g726", "g722", "g726", "g726le", "gsm", "gsm_ms",
    "libgsm", "libgsm_ms", "truespeech", "atrac1", "atrac3", "atrac3plus", "qdm2", "qdmc", "mace3",
    "mace6", "dts", "musepack7", "musepack8", "amr_nb", "amr_wb", "adpcm_g726le", "truehd", "mlp",
    "als", "mp3on4", "mp3on4float", "adpcm_yamaha", "adpcm_ima_dk3", "adpcm_ima_dk4", "adpcm_ct",
    "adpcm_swf", "imc", "metasound", "g723_1", "g729", "qcelp", "evrc", "ilbc", "nellymoser",
    "cook", "sipr", "ralf", "real_144", "real_288", "pcm_u16le", "pcm_u16be", "pcm_u24le",
    "pcm_u24be", "pcm_u32le", "pcm_u32be", "pcm_s64le", "pcm_s64be", "pcm_f16le", "pcm_f24le",
    "pcm_alaw", "pcm_mulaw", "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le",
    "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be",
    "pcm_dvd", "pcm_bluray",
  ]
}

/// Lists of other files, which FFmpeg would open.
enum Playlist {
  /// The kind of playlist that begins with these bytes; nil for other files.
  static func name(firstBytes bytes: [UInt8]) -> String? {
    // A byte order mark and blank lines may come first.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = Array(text.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
    if start.hasText("#EXTM3U", at: 0) {
      let head = String(decoding: start.prefix(4096), as: UTF8.self)
      return head.contains("#EXT-X-") ? "an HLS playlist" : "an M3U playlist"
    }
    if start.hasText("ffconcat version", at: 0) { return "an ffconcat list" }
    if start.hasText("[playlist]", at: 0) { return "a PLS playlist" }
    let head = String(decoding: start.prefix(512), as: UTF8.self)
    if head.hasPrefix("<"), head.contains("<MPD") { return "a DASH manifest" }
    if head.hasPrefix("<"), head.contains("<playlist") { return "an XSPF playlist" }
    if head.hasPrefix("FILE \""), head.contains("TRACK ") { return "a CUE sheet" }
    return nil
  }
}
