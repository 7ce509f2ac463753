import ArgumentParser
import Rendering

/// A program for which settings are printed, as an argument.
enum EqualiserName: String, ExpressibleByArgument, CaseIterable {
  case ffmpeg
  case equalizerAPO = "equalizer-apo"
  case easyEffects = "easyeffects"
  case camillaDSP = "camilladsp"

  var format: EqualiserFormat {
    switch self {
    case .ffmpeg: .ffmpeg
    case .equalizerAPO: .equalizerAPO
    case .easyEffects: .easyEffects
    case .camillaDSP: .camillaDSP
    }
  }
}
