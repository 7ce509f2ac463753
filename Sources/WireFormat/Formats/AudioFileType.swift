/// The audio file formats that can be decoded, with name, file extensions and media type. This is
/// the only list; finding, serving and failures use it.
package struct AudioFileType: Sendable {
  /// The name of the format for people.
  package let name: String
  /// Its file extensions: lower case, without the dot.
  package let endings: [String]
  /// The media type it is served as. A browser inspects the file anyway; it only has to know the
  /// type.
  package let mediaType: String

  private init(_ name: String, _ endings: [String], _ mediaType: String) {
    self.name = name
    self.endings = endings
    self.mediaType = mediaType
  }

  /// All of them, in the order in which they are listed.
  package static let all = [
    AudioFileType("WAV", ["wav", "wave", "bwf"], "audio/wav"),
    AudioFileType("AIFF", ["aif", "aiff", "aifc"], "audio/aiff"),
    AudioFileType("AU", ["au", "snd"], "audio/basic"),
    AudioFileType("CAF", ["caf"], "audio/x-caf"),
    AudioFileType("W64", ["w64"], "audio/x-w64"),
    AudioFileType("RF64", ["rf64"], "audio/wav"),
    AudioFileType("FLAC", ["flac"], "audio/flac"),
    AudioFileType("Ogg Vorbis", ["ogg", "oga"], "audio/ogg"),
    AudioFileType("Opus", ["opus"], "audio/ogg"),
    AudioFileType("MP3", ["mp1", "mp2", "mp3", "mpga"], "audio/mpeg"),
  ]

  /// All of them, and those that are read if FFmpeg is installed.
  package static let withFFmpeg =
    all + [
      AudioFileType("AAC", ["aac"], "audio/aac"),
      AudioFileType("AAC or ALAC in MP4", ["m4a", "m4b", "mp4"], "audio/mp4"),
      AudioFileType("Windows Media Audio", ["wma"], "audio/x-ms-wma"),
      AudioFileType("WavPack", ["wv"], "audio/x-wavpack"),
      AudioFileType("Monkey's Audio", ["ape"], "audio/x-ape"),
      AudioFileType("DSD", ["dsf", "dff"], "audio/x-dsd"),
      AudioFileType("Matroska", ["mka"], "audio/x-matroska"),
      AudioFileType("WebM", ["webm"], "audio/webm"),
      AudioFileType("Speex", ["spx"], "audio/ogg"),
      AudioFileType("True Audio", ["tta"], "audio/x-tta"),
      AudioFileType("TAK", ["tak"], "audio/x-tak"),
      AudioFileType("Musepack", ["mpc"], "audio/x-musepack"),
      AudioFileType("AMR", ["amr", "awb"], "audio/amr"),
      AudioFileType("Dolby Digital", ["ac3", "eac3"], "audio/ac3"),
      AudioFileType("DTS", ["dts"], "audio/vnd.dts"),
    ]

  /// "WAV, AIFF, … and MP3".
  package static let names: String = {
    let names = all.map(\.name)
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }()
}
