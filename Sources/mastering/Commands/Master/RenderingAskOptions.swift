import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import SystemCalls
import WireFormat

/// The options for the changes of a rendering.
struct RenderingAskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Apply this profile instead of the recommendation.", valueName: "id"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Apply this blend of profiles, such as live-rock-preservation-v1=60,warm-masters-spectral-v1=40. id=60/20/40 weights loudness, crest factor and brightness separately.",
      valueName: "id=weight,…"))
  var blend: String?

  @Option(
    help: ArgumentHelp(
      "Match the loudness, crest factor and brightness of this file.",
      valueName: "file"),
    completion: .file())
  var like: String?

  // Unconditional: a loudness such as -14 begins like an option.
  @Option(
    name: .customLong("target-lufs"), parsing: .unconditional,
    help: ArgumentHelp(
      "Set the integrated loudness (BS.1770) to this many LUFS, -60 to 0, regardless of the recommended loudness.",
      valueName: "LUFS"))
  var targetLUFS: Double?

  @Flag(
    help:
      "Give all tracks of a folder the same gain, so that their relative loudness does not change."
  )
  var album = false

  @Option(
    help: ArgumentHelp(
      "Scale the changes: 0 for none, 100 for all of them, up to 150.",
      valueName: "percent"))
  var intensity = 100.0

  @Option(
    help: ArgumentHelp(
      "Change only these: a comma-separated list of loudness, crest and brightness.",
      valueName: "what"),
    completion: .list(["loudness", "crest", "brightness"]),
    transform: Set<RenderingDimension>.init(argument:))
  var only: Set<RenderingDimension>?

  func validate() throws {
    guard [profile, blend, like].count(where: { $0 != nil }) <= 1 else {
      throw ValidationError("--profile, --blend and --like cannot be combined.")
    }
    if let targetLUFS {
      guard (-60...0).contains(targetLUFS) else {
        throw ValidationError("--target-lufs takes a loudness from -60 to 0 LUFS.")
      }
      guard only?.contains(.loudness) ?? true else {
        throw ValidationError("--target-lufs changes loudness, which --only leaves out.")
      }
    }
    guard intensity >= 0, intensity <= 150 else {
      throw ValidationError("--intensity takes a percentage from 0 to 150.")
    }
  }

  /// Where the changes come from.
  ///
  /// - Throws: `ValidationError` for a profile that is not in the catalogue and an invalid blend;
  ///   `ExitStatus.failed` if the reference file cannot be measured.
  func change(
    engine: RecommendationEngine, settings: RecommendationSettings, window: WindowOption
  ) async throws -> RenderingChangeSource {
    if let like {
      do throws(RecommendationFailure) {
        let request = AnalysisRequest(
          path: like, window: .all, allowsPartialAudio: window.allowsPartialAudio)
        return .reference(try await engine.analysis(for: request).fingerprint, engine)
      } catch {
        Terminal.write(FileProblem(FailureReport(error), about: like, offersPartial: true))
        throw ExitStatus.failed.code
      }
    }
    guard let blend = blend ?? profile.map({ "\($0)=100" }) else {
      return .recommendation(engine, settings, window)
    }
    let catalogue = try await engine.catalogue()
    let members = try Self.members(of: blend)
    let stated = try members.map { member in
      guard let profile = catalogue[member.id] else {
        throw ValidationError(
          "There is no profile \(member.id.printable). 'mastering profiles list' shows all.")
      }
      return (profile: profile, weights: member.weights)
    }
    return .fixed(Blend(stated: stated).predictedChange)
  }

  /// The parts of a blend as an argument. Weights need not sum to 1: only their proportions count.
  private static func members(
    of text: String
  ) throws -> [(id: String, weights: DimensionWeights)] {
    let members = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty,
        let weights = DimensionWeights(
          stated: sides[1].split(separator: "/", omittingEmptySubsequences: false)
            .map { JSON.number(written: $0)?.asDouble ?? .nan })
      else {
        throw ValidationError(
          "--blend takes profile=weight with a weight above 0, or "
            + "profile=loudness/crest/brightness, separated by commas, each weight up to 1000; "
            + "'\(String(part).printable)' does not have that form.")
      }
      return (id: String(sides[0]), weights: weights)
    }
    guard Set(members.map(\.id)).count == members.count else {
      throw ValidationError("--blend names a profile twice.")
    }
    guard DimensionWeights.areWeights(members.map(\.weights)) else {
      throw ValidationError("--blend needs a weight above 0 for each of the three changes.")
    }
    return members
  }
}

extension Set<RenderingDimension> {
  /// Dimensions as an argument.
  fileprivate init(argument: String) throws {
    let names: [String: RenderingDimension] = [
      "loudness": .loudness, "crest": .crest, "brightness": .centroid,
    ]
    self = try Set(
      argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let dimension = names[String(name)] else {
          throw ValidationError("Name one or more of loudness, crest and brightness.")
        }
        return dimension
      })
  }
}

/// Where the changes of a rendering come from.
enum RenderingChangeSource: Sendable {
  /// The track's own recommendation.
  case recommendation(RecommendationEngine, RecommendationSettings, WindowOption)
  /// The same for every track.
  case fixed(PredictedChange)
  /// The difference from the track to a fingerprint.
  case reference(Fingerprint, RecommendationEngine)

  /// The changes for a track.
  func change(of path: String) async throws(RecommendationFailure) -> PredictedChange {
    switch self {
    case .fixed(let change): return change
    case .recommendation(let engine, let settings, let window):
      return try await engine.recommendation(for: window.request(for: path), settings: settings)
        .recommendedChange
    case .reference(let reference, let engine):
      let own = try await engine.analysis(for: AnalysisRequest(path: path, window: .all))
        .fingerprint
      return PredictedChange(
        loudnessDB: reference.loudnessDBFS - own.loudnessDBFS,
        crestDB: reference.crestDB - own.crestDB,
        centroidHz: reference.spectralCentroidHz - own.spectralCentroidHz)
    }
  }
}
