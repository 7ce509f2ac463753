import SystemCalls

/// The programs `ffmpeg` and `ffprobe` on this machine.
public struct FFmpegPrograms: Sendable, Hashable {
  /// The absolute path of the program that decodes.
  public let ffmpeg: String
  /// The absolute path of the program that says what is in a file.
  public let ffprobe: String

  /// Programs by their absolute paths.
  public init(ffmpeg: String, ffprobe: String) {
    self.ffmpeg = ffmpeg
    self.ffprobe = ffprobe
  }

  /// The programs in the first folders of a search path that have them; nil where one is missing.
  ///
  /// - Parameter searchPath: folders between colons, as in the variable PATH; others than absolute
  ///   ones do not count, because they mean another folder for every caller.
  public static func found(inSearchPath searchPath: String) -> FFmpegPrograms? {
    let folders = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
    func path(of name: String) -> String? {
      folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
    guard let ffmpeg = path(of: "ffmpeg"), let ffprobe = path(of: "ffprobe") else { return nil }
    return FFmpegPrograms(ffmpeg: ffmpeg, ffprobe: ffprobe)
  }

  /// The programs in this process's PATH; nil where one is missing.
  public static func installed() -> FFmpegPrograms? {
    getenv("PATH").flatMap { found(inSearchPath: String(cString: $0)) }
  }
}
