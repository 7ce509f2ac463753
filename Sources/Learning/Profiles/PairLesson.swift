public import MasteringModel
import Recommending

/// What was learned from pairs, and how well it predicts pairs that it did not know.
public struct PairLesson: Sendable, Hashable {
  /// The profiles, learned from all pairs.
  public let learned: LearnedProfiles
  /// The pairs.
  public let pairs: [TrackPair]
  /// How far each predictor was off for pairs that it did not know; nil of the learned profiles and the
  /// mean where there is one pair alone.
  public let errors: [Predictor: PredictionErrors]
  /// The part of the pairs that what was learned without them predicts better than "no change" does, 0…1.
  public let betterThanNoChange: Double
  /// The median of each change.
  public let change: PredictedChange
  /// How far the changes lie from it, in the median.
  public let spread: PredictedChange
  /// What falls into two heaps.
  public let mixtures: [Mixture]

  /// Fewer pairs than this are few.
  public static let fewPairs = 5
  /// Up to this number of pairs each is left out alone; beyond it, a thirtieth at a time.
  private static let mostLeftOut = 60
  private static let folds = 30
  /// Parts that a grouping is tried with.
  private static let trials = 6
  /// How much better a grouping has to be than the simplest one that is as good.
  private static let improvement = 0.95

  /// Learns from pairs.
  ///
  /// - Parameters:
  ///   - pairs: at least one; silent ones are left out before.
  ///   - builtIn: what the learned profiles are measured against.
  ///   - settings: how predictions are made from profiles.
  /// - Throws: ``LearningFailure`` where there is nothing to learn.
  public init(
    from pairs: [TrackPair], _ names: LearningNames, builtIn: ProfileCatalogue,
    settings: RecommendationSettings = .standard
  ) throws(LearningFailure) {
    guard !pairs.isEmpty else { throw .noPairs }
    guard !pairs.allSatisfy(\.isUnchanged) else { throw .nothingChanged(pairs: pairs.count) }
    self.pairs = pairs
    let tried = Self.predictions(pairs, names, settings)
    var errors: [Predictor: PredictionErrors] = [:]
    errors[.learned] = tried.flatMap { PredictionErrors($0.learned, of: pairs) }
    errors[.mean] = tried.flatMap { PredictionErrors($0.mean, of: pairs) }
    errors[.noChange] = PredictionErrors(pairs.map { _ in .none }, of: pairs)
    errors[.builtIn] = PredictionErrors(
      pairs.map { builtIn.recommendation(for: $0.before, settings: settings).recommendedChange },
      of: pairs)
    self.errors = errors
    var better: [String: Bool] = [:]
    for (pair, prediction) in zip(pairs, tried?.learned ?? []) {
      better[pair.name] =
        prediction.distance(to: pair.change) < PredictedChange.none.distance(to: pair.change)
    }
    let share = { (group: [TrackPair]) -> Double in
      group.isEmpty
        ? 0 : Double(group.count { better[$0.name] ?? false }) / Double(group.count)
    }
    betterThanNoChange = share(pairs)
    do throws(InvalidProfile) {
      learned = try LearnedProfiles(
        pairs, Self.grouping(for: pairs, names, settings), names, confidence: share)
    } catch {
      throw .profile(error)
    }
    let changes = pairs.map(\.change)
    change = PredictedChange { column in changes.map { column.value(of: $0) }.median ?? 0 }
    spread = PredictedChange { column in
      changes.map { column.value(of: $0) }.medianDeviation ?? 0
    }
    mixtures = ChangeColumn.allCases.compactMap { Mixture($0, in: pairs) }
  }

  /// What is predicted for each pair by what was learned without it, the choice of the grouping
  /// included; nil of one pair alone.
  private static func predictions(
    _ pairs: [TrackPair], _ names: LearningNames, _ settings: RecommendationSettings
  ) -> (learned: [PredictedChange], mean: [PredictedChange])? {
    guard pairs.count > 1 else { return nil }
    var learned = [PredictedChange](repeating: .none, count: pairs.count)
    var mean = learned
    for (known, left) in parts(
      of: pairs.count, into: pairs.count <= mostLeftOut ? pairs.count : folds)
    {
      let others = known.map { pairs[$0] }
      let grouping = grouping(for: others, names, settings)
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

  /// The grouping that predicts best what it does not know; of those that are nearly as good, the
  /// simplest.
  private static func grouping(
    for pairs: [TrackPair], _ names: LearningNames, _ settings: RecommendationSettings
  ) -> Grouping {
    let candidates = Grouping.all(for: pairs.count)
    guard candidates.count > 1 else { return .whole }
    let parts = parts(of: pairs.count, into: min(trials, pairs.count))
    var best = (grouping: Grouping.whole, error: Double.infinity)
    for candidate in candidates {
      var error = 0.0
      for (known, left) in parts {
        guard let profiles = try? LearnedProfiles(known.map { pairs[$0] }, candidate, names),
          let catalogue = try? ProfileCatalogue(profiles.profiles)
        else { continue }
        for place in left {
          error += catalogue.recommendation(for: pairs[place].before, settings: settings)
            .recommendedChange.distance(to: pairs[place].change)
        }
      }
      if error < best.error * improvement { best = (candidate, error) }
    }
    return best.grouping
  }

  /// The places that are known and those that are left out, for each part; the last place of a part is
  /// as far from the next as the parts are many, so that neighbours lie in different ones.
  private static func parts(of count: Int, into parts: Int) -> [(known: [Int], left: [Int])] {
    (0..<parts).map { part in
      ((0..<count).filter { $0 % parts != part }, (0..<count).filter { $0 % parts == part })
    }
  }
}

/// Why nothing is learned.
public enum LearningFailure: Error, Hashable {
  /// There is no pair.
  case noPairs
  /// The originals and the masters are the same.
  case nothingChanged(pairs: Int)
  /// There is no track to learn from.
  case noTracks
  /// What was learned is no profile.
  case profile(InvalidProfile)
}
