/// Resource limits for FFmpeg's programs, whatever a file makes them do.
struct FFmpegLimits: Sendable, Hashable {
  /// Processor time in seconds: an hour is enough to decode days of music.
  var processorSeconds = 3600
  /// Address space in KiB. The programs' libraries alone take about 0.5 GB.
  var addressSpaceKiB = 4 << 20
  /// How long it may produce no output, in milliseconds, before it is killed.
  var silenceMilliseconds: Int32 = 60_000
  /// The same for `ffprobe`: a library scan waits for it, and so does a request for the sound of a
  /// file.
  var factsMilliseconds: Int32 = 15_000
  /// How many chained Ogg streams of less than a second on average may follow one another: each takes a
  /// program of its own, so that thousands would take minutes.
  var tinyStreamCount = 256
  /// The most output of `ffprobe`, in bytes.
  var factsByteCount = 1 << 20
}
