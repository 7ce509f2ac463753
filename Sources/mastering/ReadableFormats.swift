import AudioDecoding

/// The text of `mastering --version`: the version, and the formats that can be read on this
/// machine.
enum ReadableFormats {
  /// A line for the version, and one for each decoder.
  static var versionText: String {
    let ffmpeg =
      switch FFmpegPrograms.installed() {
      case let programs?: "reads \(throughFFmpeg) through \(programs.ffmpeg)"
      case nil:
        "does not read \(throughFFmpeg): FFmpeg is not installed (apt install ffmpeg, brew install "
          + "ffmpeg)"
      }
    return [ImplementationVersion.text, "reads \(throughSndfile)", ffmpeg].joined(separator: "\n")
  }

  private static let throughSndfile =
    "WAV, RF64, BW64, W64, AIFF, AU, CAF, FLAC, Ogg Vorbis, Opus, MP3"
  private static let throughFFmpeg =
    "AAC, ALAC, MP4, WMA, WavPack, Monkey's Audio, DSD, Matroska, Speex, True Audio, AC-3"
}
