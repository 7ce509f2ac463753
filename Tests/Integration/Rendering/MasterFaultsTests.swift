import AudioFixtures
import Foundation
import Testing

/// Faults while a result is written: nothing that could be mistaken for a result is left.
@Suite(.takesTurns(at: .process))
struct MasterFaultsTests {
  private let folder: TemporaryFolder
  private let source: String

  init() throws {
    folder = try TemporaryFolder()
    let noise = Signal(
      channels: [[.noise(seed: 1, amplitude: 0.2)], [.noise(seed: 2, amplitude: 0.2)]],
      samples: 88_200)
    source = try folder.file("source.wav", noise.clip(), as: .integer16)
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "out"), withIntermediateDirectories: true)
  }

  private func inShell(_ script: String) async throws -> MasteringProcess {
    try await MasteringProcess.run(
      ["-c", script, "sh", MasteringProcess.executable, source, folder.path(of: "out")],
      program: "/bin/sh")
  }

  private func leftBehind() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "out"))
  }

  /// The limits, in blocks of 512 bytes, hold the header and most of the 529,200 bytes of audio, or
  /// of their FLAC, but not all.
  @Test(arguments: [("wav", 930), ("aiff", 930), ("caf", 930), ("flac", 300)])
  func `a file that exceeds the size limit is refused, and nothing is left`(
    ending: String, blocks: Int
  ) async throws {
    let run = try await inShell(
      "ulimit -f \(blocks); \"$1\" master --no-cache --intensity 0 \"$2\" -o \"$3/a.\(ending)\"")
    #expect(run.status == 1, "\(run.output)")
    #expect(run.errors.contains("the result cannot be written"), "\(run.errors)")
    #expect(try leftBehind() == [])
  }

  @Test func `a result replaces an older one completely or not at all`() async throws {
    try folder.file("out/a.wav", text: "precious")
    let run = try await inShell(
      "ulimit -f 930; \"$1\" master --no-cache --force --intensity 0 \"$2\" -o \"$3/a.wav\"")
    #expect(run.status == 1)
    #expect(try String(contentsOfFile: folder.path(of: "out/a.wav"), encoding: .utf8) == "precious")
    #expect(try leftBehind() == ["a.wav"])
  }

  #if os(Linux)
    @Test func `a process that is killed while writing leaves nothing`() async throws {
      // Long enough that a crowded machine finds the file open before it is complete.
      let long = Signal(.noise(seed: 3, amplitude: 0.2), samples: 240 * 44_100)
      try folder.file("source.wav", long.clip(), as: .integer16)
      // Once the unnamed file is open, the process is in the middle of its work.
      let run = try await inShell(
        """
        "$1" master --no-cache --intensity 0 "$2" -o "$3/a.flac" & pid=$!
        until ls -l /proc/$pid/fd 2>/dev/null | grep -q "$3"; do
          grep -q 'State:.Z' /proc/$pid/status && { echo ended; break; }
        done
        kill -9 $pid; wait $pid; echo "status $?"
        """)
      #expect(run.output.contains("status 137"), "\(run.output) \(run.errors)")
      // On a file system without unnamed files, a hidden file remains.
      #expect(try leftBehind().filter { !$0.hasPrefix(".") } == [])
    }
  #endif

  @Test func `a result under another name of the source is refused`() async throws {
    let before = FileManager.default.contents(atPath: source)
    let script = """
      ln "$2" "$3/hard.wav"; ln -s "$2" "$3/soft.wav"
      for name in hard soft; do
        "$1" master --no-cache --force "$2" -o "$3/$name.wav" && exit 1
      done
      "$1" master --no-cache --resume "$2" -o "$3/hard.wav" && exit 1
      exit 0
      """
    let run = try await inShell(script)
    #expect(run.status == 0)
    #expect(run.errors.components(separatedBy: "the output is the source itself").count == 4)
    #expect(FileManager.default.contents(atPath: source) == before)
  }

  @Test(arguments: ["--force", "--resume"])
  func `a file that the same run reads is not replaced`(mode: String) async throws {
    let noise = Signal(channels: [[.noise(seed: 4, amplitude: 0.1)]], samples: 44_100).clip()
    let reference = try folder.file("reference.wav", noise, as: .integer16)
    // The track of an album, and a file whose result would have the album's name.
    let album = try folder.file("out/album.wav", noise, as: .integer16)
    try folder.file(
      "out/album.cue",
      text: "FILE \"album.wav\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n"
        + "  TRACK 02 AUDIO\n    INDEX 01 00:00:30\n")
    let other = try folder.file("album.wav", noise, as: .integer16)
    let link = folder.path(of: "link.wav")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: reference)
    let before = try [reference, album].map {
      try #require(FileManager.default.contents(atPath: $0))
    }
    for arguments in [
      ["--like", reference, source, "-o", reference], ["--like", reference, source, "-o", link],
      ["--like", link, source, "-o", reference],
      [other, "\(album)/02", "-o", folder.path(of: "out")],
    ] {
      let run = try await MasteringProcess.run(
        ["master", "--no-cache", "--bits", "16", mode] + arguments)
      // What counts as the result of an earlier run is silently kept.
      if mode == "--force" || run.status != 0 {
        #expect(run.status == 1, "\(arguments)")
        #expect(
          run.errors.contains("the output file is also an input of this run"), "\(run.errors)")
      }
      #expect([reference, album].map { FileManager.default.contents(atPath: $0) } == before)
    }
  }
}
