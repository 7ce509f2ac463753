#if os(Linux)
  import AudioFixtures
  import Foundation
  import Testing
  import WireFormat

  /// Which files the command and FFmpeg's programs open, as strace sees it: the named file, and
  /// none that it refers to (AUD-27).
  @Suite(
    .enabled(if: Strace.isInstalled, "strace is not installed; Scripts/test installs it"),
    .takesTurns(at: .process, patience: .seconds(600)))
  struct OpenedFilesTests {
    /// Playlists and references to another file, by their type.
    private static func references(to secret: String) -> [String: [UInt8]] {
      let name = URL(fileURLWithPath: secret).lastPathComponent
      let lists = [
        "ffconcat": "ffconcat version 1.0\nfile '\(secret)'\n",
        "relative-ffconcat": "ffconcat version 1.0\nfile \(name)\n",
        "hls":
          "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n\(secret)\n#EXT-X-ENDLIST\n",
        "hls-map": "#EXTM3U\n#EXT-X-MAP:URI=\"\(secret)\"\n#EXTINF:9,\n\(secret)\n",
        "m3u": "#EXTM3U\n\(secret)\n",
        "pls": "[playlist]\nFile1=\(secret)\nNumberOfEntries=1\n",
        "dash": """
        <?xml version="1.0"?>
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/mp4">
        <Representation id="1"><BaseURL>\(secret)</BaseURL></Representation></AdaptationSet></Period></MPD>
        """,
        "cue": "FILE \"\(secret)\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n",
        "xspf": """
        <?xml version="1.0"?><playlist version="1"><trackList><track><location>file://\(secret)</location>
        </track></trackList></playlist>
        """,
        "url": "file:\(secret)\n",
      ]
      return lists.mapValues { Array($0.utf8) }
        .merging([
          "quicktime-alias": QuickTimeReference.bytes(toFileAt: secret, by: .alias),
          "quicktime-url": QuickTimeReference.bytes(toFileAt: secret, by: .url),
        ]) { $1 }
    }

    @Test func `a file that another one refers to is not opened, whatever its extension`()
      async throws
    {
      try await withTemporaryFolder { folder in
        let secret = try folder.file("secret.wav", .noise(frames: 44_100), as: .integer16)
        _ = try folder.folder("music")
        let references = Self.references(to: secret)
        let endings = AudioFileType.withFFmpeg.flatMap(\.endings)
        #expect(endings.count > 20)
        for (kind, bytes) in references {
          for ending in endings { try folder.file("music/\(kind).\(ending)", bytes) }
        }
        let run = try await Strace.run(
          MasteringProcess.executable,
          ["analyze", "--no-cache", "--json", "--progress", "never", folder.path(of: "music")],
          in: folder)
        #expect(!run.opened.contains { $0.hasSuffix("/secret.wav") || $0 == "secret.wav" })
        // No network access either.
        #expect(!run.log.contains("AF_INET"))
        // Each of them was looked at.
        for kind in references.keys {
          for ending in endings {
            #expect(run.opened.contains { $0.hasSuffix("\(kind).\(ending)") }, "\(kind).\(ending)")
          }
        }
        // FFmpeg was asked about some of them, so its programs were watched too.
        #expect(run.log.contains("ffprobe"))
      }
    }

    @Test func `a file that is opened is seen, and so is one that FFmpeg opens on its own`()
      async throws
    {
      try await withTemporaryFolder { folder in
        let secret = try folder.file("secret.wav", .noise(frames: 44_100), as: .integer16)
        let named = try await Strace.run(
          MasteringProcess.executable, ["fingerprint", "--no-cache", secret], in: folder)
        #expect(named.opened.contains(secret))
        let references = Self.references(to: secret)
        for (kind, options) in [
          ("ffconcat", ["-safe", "0"]),
          ("quicktime-alias", ["-enable_drefs", "1", "-use_absolute_path", "1"]),
        ] {
          let path = try folder.file("\(kind).bin", #require(references[kind]))
          let demuxer = kind == "ffconcat" ? "concat" : "mov"
          let alone = try await Strace.run(
            "/usr/bin/ffprobe", ["-v", "error", "-f", demuxer] + options + ["-i", path], in: folder)
          #expect(alone.opened.contains(secret), "\(kind)")
        }
      }
    }
  }

  /// A run watched by strace, with all of its child processes.
  private struct Strace {
    let log: String
    /// The paths that were opened or tried.
    let opened: Set<String>

    static let path = "/usr/bin/strace"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    static func run(
      _ program: String, _ arguments: [String], in folder: TemporaryFolder
    ) async throws -> Strace {
      let name = "strace-\(UUID().uuidString)"
      _ = try await MasteringProcess.run(
        [
          "-f", "--seccomp-bpf", "-s", "4096", "-o", folder.path(of: name),
          "-e", "trace=open,openat,openat2,connect,execve", program,
        ] + arguments, program: path, patience: .seconds(600))
      let log = String(decoding: try folder.bytes(of: name), as: UTF8.self)
      var opened: Set<String> = []
      for line in log.split(separator: "\n") where line.contains("open") {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count > 2 else { continue }
        let path = String(parts[1])
        opened.insert(path.hasPrefix("file:") ? String(path.dropFirst(5)) : path)
      }
      return Strace(log: log, opened: opened)
    }
  }

  /// A QuickTime file whose samples are stated to be in another file.
  private enum QuickTimeReference {
    enum Kind { case alias, url }

    static func bytes(toFileAt path: String, by kind: Kind) -> [UInt8] {
      let reference =
        kind == .alias
        ? box("alis", [0, 0, 0, 0] + alias(path))
        : box("url ", [0, 0, 0, 0] + Array("file://\(path)".utf8) + [0])
      let (rate, frames): (UInt32, UInt32) = (44_100, 44_100)
      let samples = box(
        "stbl",
        box(
          "stsd",
          words(0, 1)
            + box(
              "sowt",
              [0, 0, 0, 0, 0, 0, 0, 1] + words(0, 0) + [0, 1, 0, 16, 0, 0, 0, 0] + words(rate << 16)
            ))
          + box("stts", words(0, 1, frames, 1)) + box("stsc", words(0, 1, 1, frames, 1))
          + box("stsz", words(0, 2, frames)) + box("stco", words(0, 1, 44)))
      let media = box(
        "mdia",
        box("mdhd", words(0, 0, 0, rate, frames, 0))
          + box("hdlr", words(0) + Array("mhlrsoun".utf8) + words(0, 0, 0) + [0])
          + box(
            "minf",
            box("smhd", words(0, 0)) + box("dinf", box("dref", words(0, 1) + reference)) + samples))
      let unit = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000)
      let track = box(
        "trak",
        box(
          "tkhd", words(7, 0, 0, 1, 0, frames, 0, 0, 0, 0x0100_0000) + unit + words(0, 0)) + media)
      let header = box(
        "mvhd",
        words(0, 0, 0, rate, frames, 0x10000, 0x0100_0000, 0, 0) + unit + words(0, 0, 0, 0, 0, 0, 2)
      )
      return box("ftyp", Array("qt  ".utf8) + words(0) + Array("qt  ".utf8))
        + box("moov", header + track)
    }

    /// A Finder alias, version 2: the volume, the name, and the path as an extra field.
    private static func alias(_ path: String) -> [UInt8] {
      let name = Array(path.utf8.split(separator: UInt8(ascii: "/")).last ?? [])
      let fullPath = Array(path.utf8)
      var bytes: [UInt8] = words(0) + [0, 0] + [0, 2] + [0, 0]
      bytes += field([], 27) + words(0, 0, 0) + field(name, 63) + words(0, 0, 0, 0)
      // One level up from the alias, one down to the file.
      bytes += [0, 1, 0, 1] + words(0, 0, 0, 0)
      // The path, with colons in place of slashes; then the end.
      let extra = fullPath.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ":") : $0 }
      bytes += [0, 2, UInt8(extra.count >> 8), UInt8(extra.count & 255)] + extra
      if extra.count % 2 == 1 { bytes.append(0) }
      return bytes + [0xFF, 0xFF, 0, 0]
    }

    /// A text of at most `count` bytes, preceded by its length and padded with zeros.
    private static func field(_ text: [UInt8], _ byteCount: Int) -> [UInt8] {
      [UInt8(text.count)] + text + [UInt8](repeating: 0, count: byteCount - text.count)
    }

    private static func words(_ numbers: UInt32...) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
      }
    }

    private static func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
      words(UInt32(content.count + 8)) + Array(name.utf8) + content
    }
  }
#endif
