import ArgumentParser
import Rendering

/// A program that settings are printed for, as people write it.
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
