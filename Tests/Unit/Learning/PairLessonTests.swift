import Learning
import MasteringModel
import ProfileCatalog
import ProviderTesting
import Recommending
import SeededRandomness
import Testing

@Suite struct PairLessonTests {
  private func lesson(_ pairs: [TrackPair]) throws(LearningFailure) -> PairLesson {
    try PairLesson(from: pairs, .made, builtIn: BuiltInProfiles.catalogue)
  }

  /// A normaliser to −14 dBFS: 24 pairs, half a dB apart.
  private let levelled = (0..<24).map { number in
    let loudness = -26.0 + Double(number) / 2
    return TrackPair.made("\(number)", loudness: loudness, by: louder(-14 - loudness))
  }

  /// The 10th and 90th percentile of 0, 1 … 10 are 1 and 9, by definition.
  @Test func `a profile's range goes from the tenth to the ninetieth percentile`() throws {
    let pairs = (0...10).map {
      TrackPair.made("\($0)", loudness: -20 + Double($0), by: louder(2))
    }
    let lesson = try lesson(pairs)
    #expect(lesson.learned.profiles.count == 1)
    let profile = try #require(lesson.learned.profiles.first)
    #expect(profile.detectionRules.loudnessDBFS == .sample(-19, -11))
    #expect(profile.processingTargets.change.loudnessDB == 2)
    // All originals have the same crest: the range gets the minimum width that scoring uses.
    #expect(abs(profile.detectionRules.crestDB.halfWidth - 0.1) < 1e-12)
    #expect(profile.training == TrainingSource(source: "mixes → masters", tracks: 11))
  }

  @Test func `a profile's change is the median, whatever a single pair shows`() throws {
    let changes = [1.0, 2, 3, 4, 100]
    let lesson = try lesson(
      changes.enumerated().map { .made("\($0)", by: louder($1)) })
    #expect(lesson.learned.profiles[0].processingTargets.change.loudnessDB == 3)
    #expect(lesson.change.loudnessDB == 3)
    // |1−3|, |2−3|, 0, |4−3|, 97: the median is 1.
    #expect(lesson.spread.loudnessDB == 1)
  }

  /// Each pair is predicted from the others: with changes of 0 and 4, each prediction is off by 4.
  @Test func `errors are measured on held-out pairs`() throws {
    let lesson = try lesson([.made("a", by: louder(0)), .made("b", by: louder(4))])
    #expect(lesson.errors[.learned]?.loudnessDB == 4)
    #expect(lesson.errors[.mean]?.loudnessDB == 4)
    #expect(lesson.errors[.noChange]?.loudnessDB == 2)
    #expect(lesson.errors[.builtIn] != nil)
    #expect(lesson.betterThanNoChange == 0)
  }

  @Test func `pairs of the same name count each by itself`() throws {
    // The mean of the others predicts 2 and 2.1 well, and 0.1 and 0 worse than no change.
    let changes = [2, 2.1, 2, 2.1, 0.1, 0]
    let named = try lesson(changes.enumerated().map { .made("\($0)", by: louder($1)) })
    let alike = try lesson(changes.map { .made("same", by: louder($0)) })
    #expect(named.betterThanNoChange == 4.0 / 6)
    #expect(alike.betterThanNoChange == named.betterThanNoChange)
    #expect(alike.learned.profiles[0].confidence == named.learned.profiles[0].confidence)
  }

  @Test(arguments: [100, 126, 127, 128])
  func `an id that leaves no room for a number gives one profile`(_ length: Int) throws {
    // A normaliser: the louder the track, the lower its gain, which takes several profiles.
    let pairs = (0..<24).map {
      TrackPair.made("\($0)", loudness: -30 + Double($0), by: louder(16 - Double($0)))
    }
    let names = try LearningNames(
      id: String(repeating: "a", count: length), name: "Mine", source: "here",
      version: LearningNames.made.version)
    let lesson = try PairLesson(from: pairs, names, builtIn: BuiltInProfiles.catalogue)
    #expect((lesson.learned.profiles.count > 1) == (length + 2 <= 128))
  }

  /// LRN-56: without the part, profiles of one lesson would have the same name.
  @Test(arguments: [1, 100, 127, 128])
  func `a long name is cut so that the part of each profile fits behind it`(_ length: Int) throws {
    let pairs = (0..<24).map {
      TrackPair.made("\($0)", loudness: -30 + Double($0), by: louder(16 - Double($0)))
    }
    let names = LearningNames.made(id: "mine", name: String(repeating: "é", count: length))
    let profiles = try PairLesson(from: pairs, names, builtIn: BuiltInProfiles.catalogue)
      .learned.profiles
    #expect(profiles.count > 1)
    #expect(Set(profiles.map(\.name)).count == profiles.count)
    #expect(profiles.allSatisfy { $0.name.hasPrefix("é") && $0.name.hasSuffix("dBFS") })
    #expect(profiles.allSatisfy { $0.name.unicodeScalars.count <= 128 })
  }

  @Test(arguments: [
    ("", "Mine"), ("a b", "Mine"), (String(repeating: "a", count: 129), "Mine"), ("mine", ""),
    ("mine", " \t"), ("mine", String(repeating: "n", count: 129)),
  ])
  func `LRN-56 a name that no profile can have is refused`(_ id: String, _ name: String) {
    #expect(throws: InvalidProfile.self) {
      try LearningNames(id: id, name: name, source: "", version: .sample("1.0"))
    }
  }

  @Test func `a cancelled task stops learning`() async {
    let pairs = (0..<40).map { TrackPair.made("\($0)", loudness: -30 + Double($0), by: louder(1)) }
    let task = Task { () -> LearningFailure? in
      while !Task.isCancelled { await Task.yield() }
      do throws(LearningFailure) {
        _ = try lesson(pairs)
        return nil
      } catch { return error }
    }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func `a constant chain is learned exactly`() throws {
    let pairs = (0..<8).map {
      TrackPair.made(
        "\($0)", loudness: -20 + Double($0),
        by: PredictedChange(loudnessDB: 4, crestDB: -2, centroidHz: 64))
    }
    let lesson = try lesson(pairs)
    #expect(lesson.errors[.learned]?.loudnessDB == 0)
    #expect(lesson.errors[.learned]?.crestDB == 0)
    #expect(lesson.errors[.learned]?.centroidHz == 0)
    #expect(lesson.betterThanNoChange == 1)
    #expect(lesson.learned.profiles[0].confidence == 1)
    #expect(lesson.mixtures == [])
  }

  /// A normaliser to −14: with one change for all, the error is as large as the differences in the
  /// music.
  @Test func `a levelling chain needs several profiles and beats the mean`() throws {
    let lesson = try lesson(levelled)
    #expect(lesson.learned.grouping.axes.map(\.metric) == [.loudness])
    #expect(lesson.learned.profiles.count > 1)
    let (learned, mean) = (
      try #require(lesson.errors[.learned]), try #require(lesson.errors[.mean])
    )
    #expect(learned.loudnessDB < mean.loudnessDB / 2)
    #expect(Set(lesson.learned.profiles.map(\.id)).count == lesson.learned.profiles.count)
  }

  /// LRN-40: for n pairs whose metric was scaled to deviation 1, a penalty of 4 reduces the slope
  /// of a line through one metric to n / (n + 4).
  @Test func `several profiles lie on a line through all pairs, shrunk as specified`() throws {
    let profiles = try lesson(levelled).learned.profiles
    #expect(profiles.count == 4)
    let middle = -26.0 + 23.0 / 4
    for (index, profile) in profiles.enumerated() {
      let group = levelled[(index * 6)..<((index + 1) * 6)]
      let mean = group.reduce(0) { $0 + $1.before.loudnessDBFS } / 6
      let expected = -14 - middle - (24.0 / 28) * (mean - middle)
      let target = profile.processingTargets.change
      #expect(abs(target.loudnessDB - expected) < 1e-9, "\(profile.id)")
      #expect(target.crestDB == 0 && target.centroidHz == 0)
      // All other ranges are those of the whole set of pairs.
      #expect(profile.detectionRules.crestDB == profiles[0].detectionRules.crestDB)
      #expect(
        profile.detectionRules.spectralCentroidHz == profiles[0].detectionRules.spectralCentroidHz)
      #expect(profile.training.tracks == 24)
    }
  }

  /// The 24 values are half a dB apart; the 10th and 90th percentile of all are 9.2 dB apart.
  @Test func `the ranges of several profiles touch, and the outermost are as wide as all pairs`()
    throws
  {
    let ranges = try lesson(levelled).learned.profiles.map(\.detectionRules.loudnessDBFS)
    let borders = [-23.25, -20.25, -17.25]
    #expect(ranges.dropFirst().map(\.lowerBound) == borders)
    #expect(ranges.dropLast().map(\.upperBound) == borders)
    #expect(abs(ranges[0].lowerBound - (borders[0] - 9.2)) < 1e-9)
    #expect(abs(ranges[3].upperBound - (borders[2] + 9.2)) < 1e-9)
  }

  /// A track far beyond all pairs resembled all parts equally little in loudness, and the loudest of
  /// them got the change of the quietest part.
  @Test(arguments: [(-36.0, 0), (-30, 0), (-26, 0), (-14.5, 3), (-8, 3), (-4, 3)])
  func `a track beyond all pairs gets the change of the nearest part`(
    _ loudness: Double, _ part: Int
  ) throws {
    let profiles = try lesson(levelled).learned.profiles
    let track = TrackPair.made(loudness: loudness, by: .none).before
    let recommended = try ProfileCatalogue(profiles).recommendation(for: track)
    #expect(recommended.primaryProfile.id == profiles[part].id)
  }

  /// A chain that levels, and takes half of what the crest factor has above 8 dB: neither metric
  /// alone says both.
  @Test func `a chain that follows loudness and crest is divided along both`() throws {
    let pairs = (0..<24).map { number in
      let (loudness, crest) = (-26.0 + Double(number) / 2, 10.0 + Double(number * 7 % 24) / 2)
      return TrackPair.made(
        "\(number)", loudness: loudness, crest: crest,
        by: PredictedChange(loudnessDB: -14 - loudness, crestDB: (8 - crest) / 2, centroidHz: 0))
    }
    let lesson = try lesson(pairs)
    #expect(lesson.learned.grouping.axes.map(\.metric) == [.loudness, .crest])
    #expect(lesson.learned.profiles.count == lesson.learned.grouping.count)
    let (learned, mean) = (
      try #require(lesson.errors[.learned]), try #require(lesson.errors[.mean])
    )
    #expect(learned.loudnessDB < mean.loudnessDB / 2)
    #expect(learned.crestDB < mean.crestDB / 1.5)
    // The whole rectangle is covered, also where there are no pairs.
    for (loudness, crest) in [(-26.0, 10.0), (-26, 21), (-14, 10), (-14, 21)] {
      let track = TrackPair.made(loudness: loudness, crest: crest, by: .none).before
      let change = try ProfileCatalogue(lesson.learned.profiles).recommendation(for: track)
        .recommendedChange
      #expect(abs(change.loudnessDB - (-14 - loudness)) < 3)
      #expect(abs(change.crestDB - (8 - crest) / 2) < 2)
    }
  }

  @Test(arguments: 1...7) func `fewer than eight pairs make one profile`(count: Int) throws {
    let pairs = (0..<count).map {
      TrackPair.made("\($0)", loudness: -26 + 3 * Double($0), by: louder(Double($0 + 1)))
    }
    #expect(try lesson(pairs).learned.profiles.count == 1)
  }

  @Test func `noise is not divided`() throws {
    var random = SplitMix64(seed: 15)
    let pairs = (0..<24).map { number in
      TrackPair.made(
        "\(number)", loudness: -26 + 12 * random.nextUnit(), by: louder(2 + random.nextUnit()))
    }
    #expect(try lesson(pairs).learned.profiles.count <= 2)
  }

  @Test func `the order of the pairs changes no profile`() throws {
    let pairs = (0..<12).map {
      TrackPair.made("\($0)", loudness: -26 + Double($0), by: louder(Double($0 % 3)))
    }
    #expect(
      Set(try lesson(pairs).learned.profiles.map(\.detectionRules))
        == Set(try lesson(pairs.reversed()).learned.profiles.map(\.detectionRules)))
  }

  // MARK: Few or no pairs

  @Test func `with one pair the errors are unknown`() throws {
    let lesson = try lesson([.made(by: louder(3))])
    #expect(lesson.errors[.learned] == nil)
    #expect(lesson.errors[.mean] == nil)
    #expect(lesson.errors[.noChange]?.loudnessDB == 3)
    #expect(lesson.learned.profiles[0].confidence == 0)
    #expect(lesson.learned.profiles[0].processingTargets.change.loudnessDB == 3)
  }

  @Test func `pairs of one name each count by themselves`() throws {
    let changes = [1.0, 1, 1, 0]
    let named = try lesson(changes.enumerated().map { .made("\($0)", by: louder($1)) })
    let alike = try lesson(
      changes.enumerated().map { .made("a", loudness: -18 + Double($0) / 8, by: louder($1)) })
    #expect(named.learned.profiles[0].confidence == 0.75)
    #expect(alike.learned.profiles[0].confidence == 0.75)
  }

  @Test func `without pairs, nothing is learned`() {
    #expect(throws: LearningFailure.noPairs) { try lesson([]) }
  }

  @Test func `nothing is learned from a folder and its copy`() {
    let pairs = (0..<5).map { TrackPair.made("\($0)", by: .none) }
    #expect(throws: LearningFailure.nothingChanged(pairs: 5)) { try lesson(pairs) }
  }

  @Test func `silence is recognised`() {
    #expect(TrackPair.made(loudness: -100, by: louder(50)).isSilent)
    #expect(TrackPair.made(loudness: -50, by: louder(-50)).isSilent)
    #expect(!TrackPair.made(by: louder(1)).isSilent)
  }

  // MARK: Two chains

  @Test func `two chains are two clusters, and their folders are recognised`() throws {
    let pairs = (0..<10).map {
      TrackPair.made($0 < 5 ? "soft/\($0)" : "loud/\($0)", by: louder($0 < 5 ? 1 : 6))
    }
    let mixture = try #require(try lesson(pairs).mixtures.first)
    #expect(mixture.column == .loudness)
    #expect(mixture.lower == 1)
    #expect(mixture.upper == 6)
    #expect(mixture.isByFolder)
    #expect(Set(mixture.upperNames) == ["loud/5", "loud/6", "loud/7", "loud/8", "loud/9"])
  }

  @Test func `clusters within one folder do not match folders`() throws {
    let pairs = (0..<10).map { TrackPair.made("all/\($0)", by: louder($0 < 5 ? 1 : 6)) }
    #expect(try lesson(pairs).mixtures.first?.isByFolder == false)
  }

  @Test func `a single cluster is not two, however wide`() throws {
    let pairs = (0..<20).map { TrackPair.made("\($0)", by: louder(Double($0) / 2)) }
    #expect(try lesson(pairs).mixtures == [])
  }
}

@Suite struct QuantilesTests {
  /// From NumPy: numpy.quantile([1, 2, 4], [0, 0.25, 0.5, 0.75, 1]) is 1, 1.5, 2, 3, 4.
  @Test(arguments: [(0.0, 1.0), (0.25, 1.5), (0.5, 2), (0.75, 3), (1, 4)])
  func `a quantile lies between its neighbours`(_ part: Double, _ value: Double) {
    #expect([4.0, 1, 2].quantile(part) == value)
  }

  @Test func `an empty list has no quantile`() {
    #expect([Double]().quantile(0.5) == nil)
    #expect([Double]().medianDeviation == nil)
  }
}

@Suite struct ReferenceLessonTests {
  @Test func `a profile for your own music goes from median to median`() throws {
    let own = (0...10).map { Fingerprint.sample(loudnessDBFS: -30 + Double($0), crestDB: 16) }
    let references = (0...10).map {
      Fingerprint.sample(loudnessDBFS: -15 + Double($0), crestDB: 12)
    }
    let lesson = try ReferenceLesson(references: references, own: own, .made)
    #expect(lesson.profile.detectionRules.loudnessDBFS == .sample(-29, -21))
    #expect(lesson.profile.processingTargets.change.loudnessDB == 15)
    #expect(lesson.profile.processingTargets.change.crestDB == -4)
    #expect(lesson.profile.confidence == 0)
  }

  @Test func `both folders must have tracks`() {
    #expect(throws: LearningFailure.noTracks) {
      try ReferenceLesson(references: [], own: [.sample()], .made)
    }
    #expect(throws: LearningFailure.noTracks) {
      try ReferenceLesson(references: [.sample()], own: [], .made)
    }
  }
}

@Suite struct LearningNamesTests {
  @Test(arguments: [
    ("Mein Œuvre 2024!", "mein-uvre-2024"), ("...", "..."), ("", "learned"), ("日本", "learned"),
    ("a//b", "a-b"),
  ])
  func `any text can be turned into an id`(_ text: String, _ id: String) {
    #expect(LearningNames.identifier(from: text) == id)
  }
}
