public import MasteringModel

/// Opens audio files in every format that can be read on this machine: with libsndfile, or else
/// with FFmpeg's programs.
public struct CombinedDecoder: AudioDecoder {
  private let ffmpeg: FFmpegDecoder
  private let followsLinks: Bool

  /// A decoder.
  ///
  /// - Parameters:
  ///   - ffmpeg: the programs; nil if there are none.
  ///   - followsLinks: as in ``SndfileDecoder/init(followsLinks:)``.
  public init(ffmpeg: FFmpegPrograms? = .installed(), followsLinks: Bool = true) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
    self.followsLinks = followsLinks
  }

  /// The file at a path, and its current state; the path may be that of a part of a file
  /// (``TrackPath``).
  public func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    let sndfile = SndfileDecoder(followsLinks: followsLinks)
    do throws(AudioFailure) {
      return try sndfile.identity(ofFileAt: path)
    } catch {
      guard let place = try place(path, after: error) else { throw error }
      let file = try sndfile.identity(ofFileAt: place.file)
      return TrackIdentity(of: try track(place, path), in: file)
    }
  }

  /// A stream at the start of the file, or of the part of a file.
  public func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    do throws(AudioFailure) {
      return try whole(path)
    } catch {
      if let place = try place(path, after: error) {
        return try TrackStream(track(place, path), of: whole(place.file), path: path)
      }
      guard error.isOfNoAudio, CueSheetName.names(path.utf8) else { throw error }
      if let problem = sheets.problem(ofSheetAt: path) {
        throw .cueSheet(path: path, problem)
      }
      throw .unsupportedFormat(path: path, reason: .playlist("a CUE sheet"))
    }
  }

  private func whole(_ path: String) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(path: path, followsLinks: followsLinks))
  }

  /// A stream at the start of an open file.
  public func open(
    file descriptor: Int32, at path: String
  ) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(sharing: descriptor, path: path))
  }

  private func open(_ file: RegularFile) throws(AudioFailure) -> any AudioStream {
    try asked(of: file) { file throws(AudioFailure) in
      try SndfileDecoder.open(file)
    } otherwise: { file throws(AudioFailure) in
      try ffmpeg.open(file)
    }
  }

  /// The track of a file for a path at which no file was found.
  private func place(
    _ path: String, after failure: AudioFailure
  ) throws(AudioFailure) -> TrackPath? {
    guard failure.isOfNothing, let place = TrackPath(path) else { return nil }
    // Otherwise the file's status determines the failure.
    do throws(AudioFailure) {
      _ = try SndfileDecoder(followsLinks: followsLinks).identity(ofFileAt: place.file)
    } catch {
      return nil
    }
    return place
  }

  private var sheets: CueTracks { CueTracks(followsLinks: followsLinks) }

  private func track(
    _ place: TrackPath, _ path: String
  ) throws(AudioFailure) -> FileTrack {
    let tracks = sheets.tracks(ofFileAt: place.file)
    guard let track = tracks.first(where: { $0.number == place.number }) else {
      throw .cueSheet(
        path: path, .noSuchTrack(number: place.number, count: tracks.count))
    }
    return track
  }
}

extension TrackIdentity {
  /// The identity of a part of a file: it changes with the file and with the part's start and end,
  /// but not with the texts of the sheet.
  fileprivate init(of track: FileTrack, in file: TrackIdentity) {
    var digest = FNV1a()
    let places = [
      Int(file.modifiedAtNanoseconds), track.start.parts, track.start.partsPerSecond,
      track.end?.parts ?? -1, track.end?.partsPerSecond ?? -1,
    ]
    for number in places {
      for shift in stride(from: 0, to: 64, by: 8) {
        digest.combine(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    self.init(
      path: TrackPath(file: file.path, number: track.number).text, sizeBytes: file.sizeBytes,
      // As many bits as every language can represent exactly, because other programs read the
      // sidecar, too.
      modifiedAtNanoseconds: Int64(digest.value >> 11))
  }
}

/// Reads the tags of every file that ``CombinedDecoder`` opens.
public struct CombinedTagReader: TagReader {
  private let ffmpeg: FFmpegDecoder

  /// A reader.
  ///
  /// - Parameter ffmpeg: the programs; nil if there are none.
  public init(ffmpeg: FFmpegPrograms? = .installed()) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
  }

  /// The file's current tags.
  public func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    try tags(of: try RegularFile(path: path))
  }

  /// The current tags of an open file.
  public func tags(
    ofOpenFile descriptor: Int32, at path: String
  ) throws(AudioFailure) -> TrackTags {
    try tags(of: try RegularFile(sharing: descriptor, path: path))
  }

  /// All text fields of a file, read by FFmpeg.
  ///
  /// - Throws: ``AudioFailure`` also if there is no FFmpeg, or if it does not read the format.
  public func texts(ofFileAt path: String) throws(AudioFailure) -> TrackTexts {
    try ffmpeg.texts(of: try RegularFile(path: path))
  }

  private func tags(of file: RegularFile) throws(AudioFailure) -> TrackTags {
    try asked(of: file) { file throws(AudioFailure) in
      try SndfileTagReader.tags(of: file)
    } otherwise: { file throws(AudioFailure) in
      try ffmpeg.tags(of: file)
    }
  }
}

/// What libsndfile, or else FFmpeg, reads from a file; both read the same open file.
private func asked<Value>(
  of file: RegularFile, _ sndfile: (RegularFile) throws(AudioFailure) -> Value,
  otherwise ffmpeg: (RegularFile) throws(AudioFailure) -> Value
) throws(AudioFailure) -> Value {
  do throws(AudioFailure) {
    return try sndfile(file)
  } catch {
    guard error.leavesOtherDecoders else { throw error }
    do throws(AudioFailure) {
      return try ffmpeg(file)
    } catch .unsupportedFormat(_, .notRecognised) {
      throw error
    } catch .unsupportedFormat(let path, .damagedHeader(let name)) {
      // If FFmpeg knows the container, it is not of an unknown format.
      guard case .unsupportedFormat(_, .notRecognised) = error else { throw error }
      throw .unsupportedFormat(path: path, reason: .damagedHeader(name))
    }
  }
}

extension AudioFailure {
  /// Whether nothing is at the path.
  fileprivate var isOfNothing: Bool {
    switch self {
    case .notFound: true
    default: false
    }
  }

  /// Whether the file is not audio, and may be text.
  fileprivate var isOfNoAudio: Bool {
    switch self {
    case .unsupportedFormat(_, .notRecognised), .unsupportedFormat(_, .playlist),
      .unsupportedFormat(_, .emptyFile):
      true
    default: false
    }
  }

  /// Whether another decoder may know the file.
  fileprivate var leavesOtherDecoders: Bool {
    switch self {
    case .unsupportedFormat(_, .notRecognised), .unsupportedFormat(_, .codec): true
    default: false
    }
  }
}
