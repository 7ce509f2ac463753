import AudioDecoding
import MasteringModel

/// The result of reading a file to its end.
struct Heard {
  let format: AudioFormat
  /// The samples, channels interleaved.
  let samples: [Float]
  /// The failure that ended the reading; nil at the end of a complete file.
  let failure: AudioFailure?

  var frames: Int { samples.count / format.channels }

  /// Where the file is cut, in frames; nil if it is complete.
  var cutFrame: Int? {
    guard case .truncatedAudio(_, let seconds, _) = failure else { return nil }
    return Int((seconds * Double(format.sampleRateHz)).rounded())
  }

  /// Reads a file, the given number of frames at a time.
  init(
    _ path: String, framesAtOnce: Int = 4096, with decoder: any AudioDecoder = SndfileDecoder()
  ) throws(AudioFailure) {
    let stream = try decoder.open(path)
    var block = [Float](repeating: 0, count: framesAtOnce * stream.format.channels)
    var samples: [Float] = []
    var failure: AudioFailure?
    do throws(AudioFailure) {
      while true {
        let frames = try stream.read(into: &block)
        if frames == 0 { break }
        samples += block[..<(frames * stream.format.channels)]
      }
    } catch {
      failure = error
    }
    format = stream.format
    self.samples = samples
    self.failure = failure
  }
}

/// Why a file cannot be opened; nil if it can.
func refusal(of path: String) -> AudioFailure? {
  do throws(AudioFailure) {
    _ = try SndfileDecoder().open(path)
    return nil
  } catch {
    return error
  }
}
