import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// Prints the loudness of files in order, and of all of them as one.
protocol LoudnessPrinter: OutcomePrinter<TrackLoudness> {
  /// Called after the last outcome.
  mutating func end(album: AlbumLoudness?)
}

/// Files that count as one.
struct AlbumLoudness {
  let integratedLUFS: Double?
  let rangeLU: Double?
  let truePeakDBTP: Double?
  let samplePeakDBFS: Double?

  init(of tracks: [TrackLoudness], at desk: LoudnessDesk) {
    (integratedLUFS, rangeLU) = desk.together(tracks)
    truePeakDBTP = tracks.compactMap(\.signal.truePeakDBTP).max()
    samplePeakDBFS = tracks.compactMap(\.signal.samplePeakDBFS).max()
  }

  /// Without the parts that only a signal has.
  var signal: SignalLoudness {
    SignalLoudness(
      integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: nil,
      shortTermMaxLUFS: nil,
      channels: [
        SignalLoudness.ChannelPeaks(
          role: .front, sampleDBFS: samplePeakDBFS, trueDBTP: truePeakDBTP)
      ])
  }
}

/// JSON: as for other commands; with an album, an object of `files` and `album`.
struct LoudnessJSONPrinter: LoudnessPrinter {
  private var printer: JSONOutcomePrinter<TrackLoudness>
  private let hasAlbum: Bool

  init(isAlone: Bool, hasAlbum: Bool) {
    printer = JSONOutcomePrinter(isAlone: isAlone) { $0.payload }
    self.hasAlbum = hasAlbum
  }

  mutating func begin() {
    if hasAlbum { Terminal.print("{\"files\": ", terminator: "") }
    printer.begin()
  }

  mutating func show(_ value: TrackLoudness, of path: String) { printer.show(value, of: path) }

  mutating func showFailure(_ failure: FailureReport, of path: String) {
    printer.showFailure(failure, of: path)
  }

  mutating func end(album: AlbumLoudness?) {
    printer.end()
    guard let album else { return }
    Terminal.print(",\n\"album\": \(album.payload.text())\n}")
  }
}

extension AlbumLoudness {
  fileprivate var payload: JSON {
    let gain = integratedLUFS.map { LoudnessTarget.replayGainLUFS - $0 }
    return [
      "integrated_lufs": Self.number(integratedLUFS), "loudness_range_lu": Self.number(rangeLU),
      "true_peak_dbtp": Self.number(truePeakDBTP),
      "sample_peak_dbfs": Self.number(samplePeakDBFS),
      "replay_gain": ["gain_db": Self.number(gain)],
    ]
  }

  private static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}
