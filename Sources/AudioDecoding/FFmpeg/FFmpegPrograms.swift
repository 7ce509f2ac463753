import SystemCalls

/// The programs `ffmpeg` and `ffprobe` on this machine.
public struct FFmpegPrograms: Sendable, Hashable {
  /// The absolute path of the program that decodes.
  public let ffmpeg: String
  /// The absolute path of the program that reports what is in a file.
  public let ffprobe: String

  /// Programs by their absolute paths.
  public init(ffmpeg: String, ffprobe: String) {
    self.ffmpeg = ffmpeg
    self.ffprobe = ffprobe
  }

  /// The first programs found in a search path; nil if one is missing.
  ///
  /// - Parameter searchPath: folders separated by colons, as in the variable PATH; only absolute
  ///   ones count, because others depend on the current folder.
  public static func found(inSearchPath searchPath: String) -> FFmpegPrograms? {
    let folders = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
    func path(of name: String) -> String? {
      folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
    guard let ffmpeg = path(of: "ffmpeg"), let ffprobe = path(of: "ffprobe") else { return nil }
    return FFmpegPrograms(ffmpeg: ffmpeg, ffprobe: ffprobe)
  }

  /// The programs in this process's PATH; nil if one is missing.
  public static func installed() -> FFmpegPrograms? {
    getenv("PATH").flatMap { found(inSearchPath: String(cString: $0)) }
  }
}
