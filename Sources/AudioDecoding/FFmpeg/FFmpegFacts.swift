import MasteringModel

/// What `ffprobe` reports about the first audio stream in a file, in its flat format: one key and
/// value per line.
struct FFmpegFacts: Sendable, Hashable {
  private let values: [String: String]

  /// The facts in a text.
  init(_ text: [UInt8]) {
    var values: [String: String] = [:]
    for line in text.split(separator: 0x0A) {
      guard let equals = line.firstIndex(of: 0x3D) else { continue }
      let key = String(decoding: line[..<equals], as: UTF8.self)
      values[key.lowercased()] = Self.unquoted(line[(equals + 1)...])
    }
    self.values = values
  }

  /// A value of the stream; nil if it is not reported.
  func stream(_ key: String) -> String? { values["streams.stream.0.\(key)"] }
  /// A value of the file; nil if it is not reported.
  func file(_ key: String) -> String? { values["format.\(key)"] }

  var hasStream: Bool { stream("index") != nil }
  var codec: String { stream("codec_name") ?? "unknown" }
  var sampleRateHz: Int? { stream("sample_rate").flatMap { Int($0) } }
  var channels: Int? { stream("channels").flatMap { Int($0) } }

  /// The number of frames, if the file counts them; nil if it only declares its duration.
  var frames: Int? {
    // From iTunes: the padding before and after the sound, and the length of the sound, in
    // hexadecimal.
    if let fields = (file("tags.itunsmpb") ?? stream("tags.itunsmpb"))?.split(separator: " "),
      fields.count >= 4, let frames = Int(fields[3], radix: 16), frames > 0
    {
      return frames
    }
    guard let rate = sampleRateHz, stream("time_base") == "1/\(rate)" else { return nil }
    return stream("duration_ts").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The declared duration of the file, in seconds.
  var seconds: Double? {
    // One that is not known is "N/A".
    [stream("duration"), file("duration")].compactMap { $0.flatMap(Double.init) }.first {
      $0.isFinite && $0 >= 0
    }
  }

  /// The length that a container declares apart from a count of frames; nil if it declares none, or
  /// only that of several streams together.
  ///
  /// Other demuxers return guesses from the bit rate, and so does that of ASF if much of a file is
  /// missing.
  func announcedSeconds(
    of file: RegularFile, in format: FFmpegFormat
  ) throws(AudioFailure) -> Double? {
    let isAlone = self.file("nb_streams") == "1"
    switch format.demuxer {
    case "matroska":
      let end =
        isAlone
        ? try Matroska.durationSeconds(of: file)
        : stream("tags.duration").flatMap(Self.seconds(ofClock:))
      // Both are times at which audio ends, and it may start late.
      return end.map { $0 - max(0, startSeconds) }
    case "asf": return isAlone ? try ASF.playSeconds(of: file) : nil
    default: return nil
    }
  }

  /// When the audio starts, in seconds; 0 if that is not known.
  private var startSeconds: Double {
    let base = stream("time_base")?.split(separator: "/").compactMap { Double($0) } ?? []
    guard base.count == 2, base[1] > 0, let ticks = stream("start_pts").flatMap(Double.init) else {
      return 0
    }
    let seconds = ticks * base[0] / base[1]
    return seconds.isFinite ? seconds : 0
  }

  /// The seconds in a time of Matroska, "00:03:20.008000000".
  private static func seconds(ofClock text: String) -> Double? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard fields.count == 3, let hours = fields[0], let minutes = fields[1], let rest = fields[2]
    else { return nil }
    let seconds = hours * 3600 + minutes * 60 + rest
    return seconds.isFinite && seconds > 0 ? seconds : nil
  }

  /// A text tag.
  func tag(_ name: String) -> String? {
    file("tags.\(name)") ?? stream("tags.\(name)")
  }

  /// The text tags of the file, and those of the stream where the file has none of their name, by their
  /// names in small letters.
  var texts: [String: String] {
    var texts: [String: String] = [:]
    for prefix in ["streams.stream.0.tags.", "format.tags."] {
      for (key, value) in values where key.hasPrefix(prefix) {
        texts[String(key.dropFirst(prefix.count))] = value
      }
    }
    return texts
  }

  /// A value without its quotes and escapes.
  private static func unquoted(_ text: ArraySlice<UInt8>) -> String {
    guard text.first == 0x22, text.count >= 2 else { return String(decoding: text, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.dropFirst().dropLast() {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? 0x0A : byte == UInt8(ascii: "r") ? 0x0D : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension ChannelLayout {
  /// The layout by FFmpeg's name for it; nil for an unknown name. FFmpeg gives channels in the
  /// order of WAVE files.
  init?(ffmpegName name: String) {
    guard let positions = Self.positionsByName[name] else { return nil }
    self.init(positions)
  }

  private static let positionsByName: [String: [ChannelPosition]] = [
    "mono": [.frontCenter],
    "stereo": [.frontLeft, .frontRight],
    "2.1": [.frontLeft, .frontRight, .lowFrequency],
    "3.0": [.frontLeft, .frontRight, .frontCenter],
    "3.0(back)": [.frontLeft, .frontRight, .backCenter],
    "4.0": [.frontLeft, .frontRight, .frontCenter, .backCenter],
    "quad": [.frontLeft, .frontRight, .backLeft, .backRight],
    "quad(side)": [.frontLeft, .frontRight, .sideLeft, .sideRight],
    "3.1": [.frontLeft, .frontRight, .frontCenter, .lowFrequency],
    "4.1": [.frontLeft, .frontRight, .frontCenter, .lowFrequency, .backCenter],
    "5.0": [.frontLeft, .frontRight, .frontCenter, .backLeft, .backRight],
    "5.0(side)": [.frontLeft, .frontRight, .frontCenter, .sideLeft, .sideRight],
    "5.1": [.frontLeft, .frontRight, .frontCenter, .lowFrequency, .backLeft, .backRight],
    "5.1(side)": [.frontLeft, .frontRight, .frontCenter, .lowFrequency, .sideLeft, .sideRight],
    "6.0": [.frontLeft, .frontRight, .frontCenter, .backCenter, .sideLeft, .sideRight],
    "6.1": [
      .frontLeft, .frontRight, .frontCenter, .lowFrequency, .backCenter, .sideLeft, .sideRight,
    ],
    "7.0": [
      .frontLeft, .frontRight, .frontCenter, .backLeft, .backRight, .sideLeft, .sideRight,
    ],
    "7.1": [
      .frontLeft, .frontRight, .frontCenter, .lowFrequency, .backLeft, .backRight, .sideLeft,
      .sideRight,
    ],
  ]
}
