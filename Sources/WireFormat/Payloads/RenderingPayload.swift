public import MasteringModel
public import StrictJSON

extension RenderingReport {
  /// The report for programs: for each dimension `asked`, `achieved`, `is_reached` and `bound` (null
  /// if nothing limited it); true peaks, gains, and the fingerprints before and after.
  public var payload: JSON {
    [
      "loudness_db": loudness.payload,
      "crest_db": crest.payload,
      "centroid_hz": centroid.payload,
      "source_true_peak_dbtp": .number(sourceTruePeakDBTP),
      "result_true_peak_dbtp": .number(resultTruePeakDBTP),
      "source_integrated_lufs": sourceLoudness?.integratedLUFS.map { .number($0) } ?? .null,
      "result_integrated_lufs": resultLoudness?.integratedLUFS.map { .number($0) } ?? .null,
      "ceiling_dbtp": ceilingDBTP.map { .number($0) } ?? .null,
      "exceeds_ceiling": .bool(exceedsCeiling),
      "shelf_gain_db": .number(shelfGainDB),
      "level_db": .number(levelDB),
      "lowest_gain_db": .number(gain.lowestDB),
      "highest_gain_db": .number(gain.highestDB),
      "share_beyond_3_db": .number(gain.shareBeyond3DB),
      "modulation_db": .number(gain.modulationDB),
      "is_heavy": .bool(isHeavy),
      "renders": .integer(renders),
      "keeps_every_sample": .bool(keepsEverySample),
      "source": source.payload,
      "result": result.payload,
    ]
  }
}

extension RenderingDimension {
  /// The name of its ask in calls and refusals; never changes once released.
  public var askName: String {
    switch self {
    case .loudness: "loudness_db"
    case .crest: "crest_db"
    case .centroid: "centroid_hz"
    }
  }
}

extension RenderingReport.Change {
  fileprivate var payload: JSON {
    [
      "asked": .number(asked), "achieved": .number(achieved), "is_reached": .bool(isReached),
      "bound": bound.map { .string($0.code) } ?? .null,
    ]
  }
}

extension RenderingBound {
  /// The limit as a code; never changes once released.
  public var code: String {
    switch self {
    case .ceiling: "ceiling"
    case .largestExpansion: "largest_expansion"
    case .largestReduction: "largest_reduction"
    case .largestShelf: "largest_shelf"
    case .album: "album"
    case .nothingToMove: "nothing_to_move"
    case .fullScale: "full_scale"
    case .resolution: "resolution"
    case .uncorrected: "uncorrected"
    }
  }

  /// The limit in words.
  public var words: String {
    switch self {
    case .ceiling: "the true peak is at the ceiling"
    case .largestExpansion: "transients are raised by 4 dB, the most allowed"
    case .largestReduction: "peaks are lowered by 10 dB, the most allowed"
    case .largestShelf: "the shelf is at 6 dB, the most allowed"
    case .album: "all tracks of the album share one level"
    case .nothingToMove: "there is too little to work with in the track"
    case .fullScale: "peaks are cut at full scale; 32-bit float files have room for them"
    case .resolution: "the result, or a passage of it, is too quiet for its bit depth"
    case .uncorrected: "it was not corrected any further"
    }
  }
}
