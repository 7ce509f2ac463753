import MasteringModel
import ProviderTesting
import Recommending
import Testing

/// What engine.md states about every recommendation, checked on 400 random cases.
@Suite struct InvariantTests {
  @Test(arguments: RandomCase.all)
  func `the ranking equals that of a slow and obvious implementation`(_ random: RandomCase) {
    let topK = random.settings.topK
    let ranking = random.catalogue.ranked(for: random.fingerprint, topK: topK)
    let slow = SlowRanking(
      of: random.catalogue.profiles, for: random.fingerprint, topK: topK)
    #expect(ranking.map(\.profile.id) == slow.places.map(\.profileID))
    #expect(ranking.map(\.similarity.score) == slow.places.map(\.score))
  }

  @Test(arguments: RandomCase.all)
  func `a shorter ranking is a prefix of a longer one`(_ random: RandomCase) {
    let all = random.catalogue.ranked(for: random.fingerprint, topK: .max)
    let wanted = random.catalogue.ranked(for: random.fingerprint, topK: random.settings.topK)
    #expect(wanted == Array(all.prefix(random.settings.topK)))
  }

  @Test(arguments: RandomCase.all)
  func `scores are between zero and one and descend`(_ random: RandomCase) {
    let scores = random.catalogue.ranked(for: random.fingerprint, topK: .max)
      .map(\.similarity.score)
    #expect(scores.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(scores.descend)
  }

  @Test(arguments: RandomCase.all)
  func `weights are between zero and one, descend, and sum to one within 1e-12`(
    _ random: RandomCase
  ) {
    let weights = random.recommendation(threshold: 1).weightedProfiles.map(\.weight)
    #expect(weights.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(weights.descend)
    #expect(weights.isEmpty || abs(weights.reduce(0, +) - 1) <= 1e-12)
  }

  @Test(arguments: RandomCase.all)
  func `a hybrid has weights, two or more profiles, and too little confidence`(
    _ random: RandomCase
  ) {
    let recommendation = random.recommendation()
    let falls = recommendation.confidence < random.settings.confidenceThreshold
    #expect(recommendation.isHybrid == !recommendation.weightedProfiles.isEmpty)
    #expect(recommendation.isHybrid == (falls && recommendation.ranking.count >= 2))
  }

  @Test(arguments: RandomCase.all)
  func `a fallback is the result without any score, with no confidence and no change`(
    _ random: RandomCase
  ) {
    let recommendation = random.recommendation()
    let slow = SlowRanking(of: random.catalogue.profiles, for: random.fingerprint, topK: 1)
    #expect(recommendation.isFallback == slow.places.isEmpty)
    guard recommendation.isFallback else { return }
    #expect(recommendation.confidence == 0)
    #expect(recommendation.predictedChange == .none)
    #expect(recommendation.primaryProfile == random.catalogue.fallback)
  }

  @Test(arguments: RandomCase.all)
  func `the first ranked profile is the primary one, and its score the confidence`(
    _ random: RandomCase
  ) {
    let recommendation = random.recommendation()
    guard let best = recommendation.ranking.first else { return }
    #expect(recommendation.primaryProfile == best.profile)
    #expect(recommendation.confidence == best.similarity.score)
  }

  @Test(arguments: RandomCase.all, [0, 0.25, 0.5, 0.75])
  func `the threshold changes neither ranking nor confidence nor weights`(
    _ random: RandomCase, _ threshold: Double
  ) {
    let strictest = random.recommendation(threshold: 1)
    let other = random.recommendation(threshold: threshold)
    #expect(other.ranking == strictest.ranking)
    #expect(other.confidence == strictest.confidence)
    #expect(other.primaryProfile == strictest.primaryProfile)
    if other.isHybrid { #expect(other.weightedProfiles == strictest.weightedProfiles) }
  }

  @Test(arguments: RandomCase.all)
  func `the confidence itself reaches the threshold, one ulp less does not`(
    _ random: RandomCase
  ) {
    let confidence = random.recommendation().confidence
    let canBlend = random.recommendation().ranking.count >= 2 && confidence < 1
    #expect(!random.recommendation(threshold: confidence).isHybrid)
    #expect(!random.recommendation(threshold: max(confidence.nextDown, 0)).isHybrid)
    #expect(random.recommendation(threshold: min(confidence.nextUp, 1)).isHybrid == canBlend)
  }

  @Test(arguments: RandomCase.all)
  func `a blend is within its members' targets, exactly`(_ random: RandomCase) {
    let blend = random.recommendation(threshold: 1)
    guard blend.isHybrid else { return }
    let targets = blend.weightedProfiles.map(\.profile.processingTargets.change)
    #expect(blend.predictedChange.loudnessDB.lies(among: targets.map(\.loudnessDB)))
    #expect(blend.predictedChange.crestDB.lies(among: targets.map(\.crestDB)))
    #expect(blend.predictedChange.centroidHz.lies(among: targets.map(\.centroidHz)))
  }

  @Test(arguments: RandomCase.all)
  func `a single recommendation has its profile's own targets`(_ random: RandomCase) {
    let recommendation = random.recommendation()
    guard recommendation.kind == .single else { return }
    #expect(
      recommendation.predictedChange
        == recommendation.primaryProfile.processingTargets.change)
  }

  @Test(arguments: RandomCase.all, [0, 1])
  func `the reasoning has text and no invalid numbers`(
    _ random: RandomCase, _ threshold: Double
  ) {
    let recommendation = random.recommendation(threshold: threshold)
    let words = recommendation.summary.split { !$0.isLetter }.map { $0.lowercased() }
    #expect(!recommendation.reasoning.isEmpty)
    #expect(!words.contains("nan") && !words.contains("inf"))
    #expect(
      recommendation.reasoning.hasPrefix("Hybrid mastering detected") == recommendation.isHybrid)
  }

  // MARK: Quality of the cases

  @Test func `the cases have many recommendations of every kind`() {
    let recommendations = RandomCase.all.map { $0.recommendation() }
    #expect(recommendations.count { $0.kind == .single } >= 100)
    #expect(recommendations.count(where: \.isHybrid) >= 100)
    #expect(recommendations.count(where: \.isFallback) >= 10)
    #expect(recommendations.contains { $0.weightedProfiles.count > 10 })
  }

  @Test func `the cases have catalogues of one profile and of forty`() {
    let counts = Set(RandomCase.all.map(\.catalogue.profiles.count))
    #expect(counts.contains(1) && counts.contains(40))
    #expect(counts.count == 40)
  }

  @Test func `the cases have ties, including for the first place and across the last`() {
    let rankings = RandomCase.all.map { random in
      (random, random.catalogue.ranked(for: random.fingerprint, topK: .max))
    }
    let firstPlaceTied = rankings.count { _, all in
      all.count > 1 && all[0].similarity.score == all[1].similarity.score
    }
    let lastPlaceTied = rankings.count { random, all in
      let last = random.settings.topK
      return all.count > last && all[last - 1].similarity.score == all[last].similarity.score
    }
    #expect(firstPlaceTied >= 20)
    #expect(lastPlaceTied >= 20)
  }

  @Test func `in some cases rounding would take a blend beyond its members' targets`() {
    let carried = RandomCase.all.contains { random in
      let members = random.recommendation(threshold: 1).weightedProfiles
      let targets = members.map(\.profile.processingTargets.change.loudnessDB)
      let sum = zip(targets, members).reduce(0) { $0 + $1.0 * $1.1.weight }
      return !members.isEmpty && !sum.lies(among: targets)
    }
    #expect(carried)
  }
}

extension [Double] {
  /// Whether no element is larger than the previous one.
  fileprivate var descend: Bool { zip(self, dropFirst()).allSatisfy { $0 >= $1 } }
}

extension Double {
  /// Whether the number is between the lowest and the highest of these.
  fileprivate func lies(among others: [Double]) -> Bool {
    others.contains { $0 <= self } && others.contains { $0 >= self }
  }
}
