import AudioDecoding
import LoudnessMetering
import MasteringModel
import Recommending
import StrictJSON
import Subprocess
import SystemCalls
import WireFormat

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
  /// Nil if FFmpeg is not installed.
  init?() {
    guard FFmpegPrograms.installed() != nil else { return nil }
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
    let encoded = try EncodedFile()
    defer { encoded.remove() }
    // To FFmpeg, a path that begins with a dash is an option, and one with a colon a protocol.
    let arguments = [
      "-nostdin", "-v", "error", "-y", "-i", "file:\(path)", "-map", "0:a:0", "-map_metadata", "-1",
      "-c:a", codec.encoder, "-b:a", "\(LossyCodec.kilobitsPerSecond)k", "-f", "matroska",
      "file:\(encoded.path)",
    ]
    do {
      let run = try await Subprocess.run(
        .name("ffmpeg"), arguments: Arguments(arguments), output: .discarded,
        error: .string(limit: 4096))
      guard run.terminationStatus.isSuccess else {
        let remark = run.standardError.split(separator: "\n").last.map(String.init)
        throw CodecPeak.CodecFailure(words: "FFmpeg: \(remark ?? "it failed")")
      }
    } catch let failure as CodecPeak.CodecFailure {
      throw failure
    } catch {
      throw CodecPeak.CodecFailure(words: "FFmpeg could not be started")
    }
    do throws(LoudnessFailure) {
      let meter = TrackMeter(decoder: CombinedDecoder(), meter: Ebur128Meter())
      let loudness = try await meter.loudness(
        for: AnalysisRequest(path: encoded.path, window: .all))
      // Silence has no peak in decibels; it is shown as the level of silence (REC-30).
      return loudness.signal.truePeakDBTP ?? -100
    } catch {
      throw CodecPeak.CodecFailure(words: FailureReport(error).sentence)
    }
  }
}

/// A file with a unique name in the temporary folder.
private struct EncodedFile {
  let path: String

  init() throws(CodecPeak.CodecFailure) {
    let folder = Terminal.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/mastering-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw CodecPeak.CodecFailure(words: "no temporary file: \(SystemError.last.text)")
    }
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() { unlink(path) }
}
