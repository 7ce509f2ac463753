import AudioDecoding
import LoudnessMetering
import MasteringModel
import Recommending
import StrictJSON
import Subprocess
import SystemCalls
import SystemFiles
import WireFormat

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The true peak of a result after a lossy codec, which changes every peak.
struct CodecPeak: Sendable {
  let codec: LossyCodec
  /// In dBTP, or why there is none.
  let outcome: Result<Double, CodecFailure>

  /// Why a codec could not be tried.
  struct CodecFailure: Error {
    let words: String
  }

  var payload: JSON {
    var members: [JSON.Member] = [
      .init("codec", .string(codec.rawValue)),
      .init("kilobits_per_second", .integer(LossyCodec.kilobitsPerSecond)),
    ]
    switch outcome {
    case .success(let peak): members.append(.init("true_peak_dbtp", .number(peak)))
    case .failure(let failure): members.append(.init("error", .string(failure.words)))
    }
    return .object(members)
  }
}

/// A codec that streaming services and stores use.
enum LossyCodec: String, Sendable, CaseIterable {
  case aac, opus, mp3

  /// The lowest rate commonly used for music; higher ones change peaks less.
  static let kilobitsPerSecond = 128

  /// Its name.
  var name: String { self == .opus ? "Opus" : rawValue.uppercased() }

  fileprivate var encoder: String {
    switch self {
    case .aac: "aac"
    case .opus: "libopus"
    case .mp3: "libmp3lame"
    }
  }
}

/// Encodes results with FFmpeg and measures the decoded audio.
struct CodecCheck: Sendable {
  private let ffmpeg: String

  /// Nil if FFmpeg is not installed.
  init?() {
    guard let programs = FFmpegPrograms.installed() else { return nil }
    ffmpeg = programs.ffmpeg
  }

  /// The true peak of a file after each codec.
  func peaks(ofFileAt path: String) async -> [CodecPeak] {
    var peaks: [CodecPeak] = []
    for codec in LossyCodec.allCases where !Task.isCancelled {
      do throws(CodecPeak.CodecFailure) {
        peaks.append(CodecPeak(codec: codec, outcome: .success(try await peak(of: path, codec))))
      } catch {
        peaks.append(CodecPeak(codec: codec, outcome: .failure(error)))
      }
    }
    return peaks
  }

  private func peak(
    of path: String, _ codec: LossyCodec
  ) async throws(CodecPeak.CodecFailure) -> Double {
    // Without a name, it is gone even when the command is killed.
    guard let encoded = UnnamedFile() else {
      throw CodecPeak.CodecFailure(words: "no temporary file: \(SystemError.last.text)")
    }
    defer { withExtendedLifetime(encoded) {} }
    try await encode(path, codec, into: encoded)
    // On some systems /dev/fd shares its position with the descriptor.
    lseek(encoded.number, 0, SEEK_SET)
    do throws(LoudnessFailure) {
      let meter = TrackMeter(decoder: CombinedDecoder(), meter: Ebur128Meter())
      let loudness = try await meter.loudness(
        for: AnalysisRequest(path: "/dev/fd/\(encoded.number)", window: .all))
      // Silence has no peak in decibels; it is shown as the level of silence (REC-30).
      return loudness.signal.truePeakDBTP ?? -100
    } catch {
      throw CodecPeak.CodecFailure(words: FailureReport(error).sentence)
    }
  }

  private func encode(
    _ path: String, _ codec: LossyCodec, into encoded: UnnamedFile
  ) async throws(CodecPeak.CodecFailure) {
    // To FFmpeg, a path that begins with a dash is an option, and one with a colon a protocol.
    let arguments = [
      "-nostdin", "-v", "error", "-i", "file:\(path)", "-map", "0:a:0", "-map_metadata", "-1",
      "-c:a", codec.encoder, "-b:a", "\(LossyCodec.kilobitsPerSecond)k", "-f", "matroska", "pipe:1",
    ]
    let status: TerminationStatus
    let remarks: String
    do {
      let run = try await Subprocess.run(
        .path(FilePath(ffmpeg)), arguments: Arguments(arguments),
        output: .fileDescriptor(
          FileDescriptor(rawValue: encoded.number), closeAfterSpawningProcess: false),
        error: .string(limit: 4096))
      status = run.terminationStatus
      remarks = run.standardError
    } catch {
      throw CodecPeak.CodecFailure(words: "FFmpeg could not be run: \(error)")
    }
    guard status.isSuccess else {
      let remark = remarks.split(separator: "\n").last ?? "it failed"
      throw CodecPeak.CodecFailure(words: "FFmpeg: \(remark)")
    }
  }
}
