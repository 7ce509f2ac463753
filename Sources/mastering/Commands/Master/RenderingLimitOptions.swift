import ArgumentParser
import AudioEncoding
import MasteringModel
import WireFormat

/// The options for the limits of a rendering.
struct RenderingLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What yields at the ceiling: level (loudness), crest (a limiter holds the peaks), or free (nothing; 32-bit float files only).",
      valueName: "policy"))
  var policy = PolicyName.level

  @Option(help: ArgumentHelp("Write 16, 24 or 32f (float) bits per sample.", valueName: "bits"))
  var bits = BitDepth.integer24

  func validate() throws {
    guard policy != .free || bits == .float32 else {
      throw ValidationError("--policy free may exceed full scale, so it needs --bits 32f.")
    }
  }

  /// The request for one file.
  func request(
    for path: String, asks: RenderingAsks, ceiling: TruePeakCeiling, level: RenderingLevel
  ) -> RenderingRequest {
    RenderingRequest(
      path: path, asks: asks, policy: policy.policy, ceiling: ceiling, level: level,
      resolution: bits.resolution)
  }
}

/// What yields at the ceiling, as an argument.
enum PolicyName: String, ExpressibleByArgument, CaseIterable {
  case level, crest, free

  var policy: RenderingPolicy {
    switch self {
    case .level: .level
    case .crest: .crest
    case .free: .free
    }
  }
}

/// The resolution of samples, as an argument.
enum BitDepth: String, ExpressibleByArgument, CaseIterable {
  case integer16 = "16"
  case integer24 = "24"
  case float32 = "32f"

  var resolution: SampleResolution {
    switch self {
    case .integer16: .integer16
    case .integer24: .integer24
    case .float32: .float32
    }
  }
}
