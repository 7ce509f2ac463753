import AudioDecoding
import AudioFixtures
import Foundation
import Testing

/// Files made by FFmpeg's program, and what it decodes from them itself.
struct FFmpegFiles {
  let folder: TemporaryFolder

  /// Encodes a 16-bit clip.
  func encode(_ clip: AudioClip, _ name: String, _ options: [String]) throws -> String {
    let source = try folder.file("source.wav", clip, as: .integer16)
    let path = folder.path(of: name)
    _ = try Self.run(["-i", source, "-map_metadata", "-1"] + options + ["-y", path])
    return path
  }

  /// What the program decodes without our arguments.
  static func reference(_ path: String) throws -> [Float] {
    let bytes = try run(["-i", path, "-map", "0:a:0", "-f", "f32le", "-c:a", "pcm_f32le", "-"])
    return bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  /// Runs the program and returns its output.
  static func run(_ arguments: [String]) throws -> [UInt8] {
    let program = try #require(FFmpegPrograms.installed()).ffmpeg
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-v", "error", "-nostdin"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(data)
  }
}

/// The children of this process.
enum Children {
  /// Their process IDs, including zombies.
  static func numbers() -> [Int32] {
    let own = ProcessInfo.processInfo.processIdentifier
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { entry in
      guard let number = Int32(entry),
        let line = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
        let rest = line.split(separator: ")").last?.split(separator: " "), rest.count > 1,
        rest[1] == "\(own)"
      else { return nil }
      return number
    }
  }
}
