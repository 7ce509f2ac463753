/// What a program of FFmpeg may use, whatever a file makes it try.
struct FFmpegLimits: Sendable, Hashable {
  /// Seconds of processor time: an hour decodes days of music.
  var processorSeconds = 3600
  /// Address space in KiB. The programs' libraries alone take about 0.5 GB.
  var addressSpaceKiB = 4 << 20
  /// How long it may stay silent, in milliseconds, before it is ended.
  var silenceMilliseconds: Int32 = 60_000
  /// The same for one that only says what a file is: a scan of a library waits for it, and so does a
  /// request for the sound of a file.
  var factsMilliseconds: Int32 = 15_000
  /// How much it may say of a file's facts, in bytes.
  var factsByteCount = 1 << 20
}
