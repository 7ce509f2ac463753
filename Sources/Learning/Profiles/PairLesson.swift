public import MasteringModel
import Recommending

/// What was learned from pairs, and how well it predicts unseen pairs.
public struct PairLesson: Sendable, Hashable {
  /// The profiles, learned from all pairs.
  public let learned: LearnedProfiles
  /// The pairs.
  public let pairs: [TrackPair]
  /// The errors of each predictor for unseen pairs; with a single pair, none for the learned
  /// profiles and the mean.
  public let errors: [ChangePredictor: PredictionErrors]
  /// The share of pairs, 0…1, for which profiles learned without them predict better than "no
  /// change".
  public let betterThanNoChange: Double
  /// The median of each change.
  public let change: PredictedChange
  /// The median deviation of the changes from it.
  public let spread: PredictedChange
  /// The changes that form two clusters.
  public let mixtures: [ChangeClusters]

  /// With fewer pairs than this, the report warns that there are few.
  public static let fewPairs = 5
  /// Up to this number of pairs, they are left out one by one; beyond it, a thirtieth at a time.
  private static let mostLeftOut = 60
  private static let folds = 30
  /// The number of parts with which a grouping is cross-validated.
  private static let trials = 6
  /// The factor by which the error of a grouping has to be smaller than that of one before it.
  private static let improvement = 0.95

  /// Learns from pairs.
  ///
  /// - Parameters:
  ///   - pairs: at least one; without silent ones.
  ///   - builtIn: the profiles that the learned ones are compared with.
  ///   - settings: the settings for predictions from profiles.
  /// - Throws: ``LearningFailure`` if there is nothing to learn, or the task was cancelled.
  public init(
    from pairs: [TrackPair], _ names: LearningNames, builtIn: ProfileCatalogue,
    settings: RecommendationSettings = .standard
  ) throws(LearningFailure) {
    guard !pairs.isEmpty else { throw .noPairs }
    guard !pairs.allSatisfy(\.isUnchanged) else { throw .nothingChanged(pairs: pairs.count) }
    self.pairs = pairs
    let tried = try Self.predictions(pairs, names, settings)
    var errors: [ChangePredictor: PredictionErrors] = [:]
    errors[.learned] = tried.flatMap { PredictionErrors($0.learned, of: pairs) }
    errors[.mean] = tried.flatMap { PredictionErrors($0.mean, of: pairs) }
    errors[.noChange] = PredictionErrors(pairs.map { _ in .none }, of: pairs)
    errors[.builtIn] = PredictionErrors(
      pairs.map { builtIn.recommendation(for: $0.before, settings: settings).recommendedChange },
      of: pairs)
    self.errors = errors
    let better = zip(pairs, tried?.learned ?? []).count { pair, prediction in
      prediction.distance(to: pair.change) < PredictedChange.none.distance(to: pair.change)
    }
    betterThanNoChange = Double(better) / Double(pairs.count)
    let grouping = try Self.grouping(for: pairs, names, settings)
    do throws(InvalidProfile) {
      learned = try LearnedProfiles(
        pairs, grouping, names, confidence: betterThanNoChange)
    } catch {
      throw .profile(error)
    }
    let changes = pairs.map(\.change)
    change = PredictedChange { column in changes.map { column.value(of: $0) }.median ?? 0 }
    spread = PredictedChange { column in
      changes.map { column.value(of: $0) }.medianDeviation ?? 0
    }
    mixtures = ChangeColumn.allCases.compactMap { ChangeClusters($0, in: pairs) }
  }

  /// The prediction for each pair from profiles, and a grouping, learned without it; nil for a
  /// single pair.
  private static func predictions(
    _ pairs: [TrackPair], _ names: LearningNames, _ settings: RecommendationSettings
  ) throws(LearningFailure) -> (learned: [PredictedChange], mean: [PredictedChange])? {
    guard pairs.count > 1 else { return nil }
    var learned = [PredictedChange](repeating: .none, count: pairs.count)
    var mean = learned
    for (known, left) in parts(
      of: pairs.count, into: pairs.count <= mostLeftOut ? pairs.count : folds)
    {
      let others = known.map { pairs[$0] }
      let grouping = try grouping(for: others, names, settings)
      let profiles = try? LearnedProfiles(others, grouping, names)
      let average = PredictedChange { column in
        others.reduce(0) { $0 + column.value(of: $1.change) } / Double(others.count)
      }
      for place in left {
        learned[place] = profiles?.change(for: pairs[place].before, settings) ?? .none
        mean[place] = average
      }
    }
    return (learned, mean)
  }

  /// The grouping that predicts unseen pairs best; among those that are nearly as good, the
  /// first. A grouping whose profiles would be invalid, because an id becomes too long, does not
  /// count.
  private static func grouping(
    for pairs: [TrackPair], _ names: LearningNames, _ settings: RecommendationSettings
  ) throws(LearningFailure) -> PairGrouping {
    let candidates = PairGrouping.all(for: pairs.count)
    guard candidates.count > 1 else { return .whole }
    let parts = parts(of: pairs.count, into: min(trials, pairs.count))
    var best = (grouping: PairGrouping.whole, error: Double.infinity)
    candidates: for candidate in candidates {
      // Hundreds of pairs take seconds.
      guard !Task.isCancelled else { throw .cancelled }
      var error = 0.0
      for (known, left) in parts {
        guard let profiles = try? LearnedProfiles(known.map { pairs[$0] }, candidate, names),
          let catalogue = try? ProfileCatalogue(profiles.profiles)
        else { continue candidates }
        for place in left {
          error += catalogue.recommendation(for: pairs[place].before, settings: settings)
            .recommendedChange.distance(to: pairs[place].change)
        }
      }
      if error < best.error * improvement { best = (candidate, error) }
    }
    return best.grouping
  }

  /// For each part, the indices to learn from and those left out. The indices left out are as far
  /// apart as there are parts, so that neighbours are in different parts.
  private static func parts(of count: Int, into parts: Int) -> [(known: [Int], left: [Int])] {
    (0..<parts).map { part in
      ((0..<count).filter { $0 % parts != part }, (0..<count).filter { $0 % parts == part })
    }
  }
}

/// Why nothing can be learned.
public enum LearningFailure: Error, Hashable {
  /// There is no pair.
  case noPairs
  /// The originals and the masters are the same.
  case nothingChanged(pairs: Int)
  /// The references and your own tracks have the same medians.
  case alike
  /// There is no track to learn from.
  case noTracks
  /// What was learned is not a valid profile.
  case profile(InvalidProfile)
  /// The task was cancelled.
  case cancelled
}
