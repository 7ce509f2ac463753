import SeededRandomness
import StrictJSON

/// Generates stories by number: the same seed and number give the same story on every machine.
package struct FuzzGenerator: Sendable {
  private let seed: UInt64
  private let kinds: [Kind]

  /// A kind of story, and the capability it needs.
  enum Kind: String, CaseIterable, Sendable {
    case ranking = "core"
    case plan = "chunks"
    case message = "messages"
    case catalogue = "profiles"
    case memory = "cache"
    case sound = "fingerprint-wav"

    /// The percentage of stories of this kind; sounds take long.
    var weight: Int {
      switch self {
      case .ranking: 40
      case .plan: 20
      case .message: 20
      case .catalogue: 9
      case .memory: 10
      case .sound: 1
      }
    }
  }

  /// A generator for ports that claim these capabilities.
  package init(seed: UInt64, capabilities: Set<String>) {
    self.seed = seed
    kinds = Kind.allCases.filter { capabilities.contains($0.rawValue) }
      .flatMap { Array(repeating: $0, count: $0.weight) }
  }

  /// Whether there are no stories to generate.
  package var isEmpty: Bool { kinds.isEmpty }

  /// The story with a number.
  package func story(_ number: Int) -> FuzzStory {
    var values = FuzzValues(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    // The first draw of a generator hardly changes with a small change of the seed.
    _ = values.random.next()
    switch values.one(of: kinds) {
    case .ranking: return FuzzStory([values.faulty(values.rankingCall())])
    case .plan: return FuzzStory([values.faulty(values.chunkCall())])
    case .message: return FuzzStory([values.faulty(values.messageCall())])
    case .catalogue: return values.catalogueStory()
    case .memory: return values.memoryStory()
    case .sound: return FuzzStory([values.soundCall()])
    }
  }
}

// MARK: Ranking and recommending

extension FuzzValues {
  private static let methods = [
    "ranking.rank", "recommendation.single", "recommendation.weighted",
  ]

  mutating func rankingCall() -> FuzzStory.Call {
    let method = one(of: Self.methods)
    let profiles = happens(oneIn: 2) ? profileList() : []
    var members: [JSON.Member] = [.init("fingerprint", fingerprint(near: profiles))]
    if !profiles.isEmpty { members.append(.init("profiles", .array(profiles))) }
    if happens(oneIn: 2) { members.append(.init("top_k", topK())) }
    if method == "recommendation.weighted", happens(oneIn: 2) {
      members.append(.init("confidence_threshold", threshold()))
    }
    if method != "ranking.rank", happens(oneIn: 4) { members.append(.init("track_id", trackID())) }
    return FuzzStory.Call(method, .object(members))
  }

  mutating func topK() -> JSON {
    happens(oneIn: 12)
      ? one(of: [.integer(0), .integer(-1), .numeral("1e999"), .numeral("9007199254740992")])
      : writtenInteger(1 + index(below: 8))
  }

  mutating func threshold() -> JSON {
    switch index(below: 8) {
    case 0: one(of: [.integer(0), .integer(1), .numeral("-0.0"), .number(1.0.nextUp)])
    case 1: .number(-Double.leastNonzeroMagnitude)
    case 2...4: .number(eighth(in: 0...1))
    default: .number(random.nextUnit())
    }
  }

  mutating func trackID() -> JSON {
    happens(oneIn: 10) ? .numeral("9007199254740991") : writtenInteger(index(below: 5))
  }

  /// The seven metrics; if there are profiles, often at an edge, the centre or a minimum width of
  /// their rules.
  mutating func fingerprint(near profiles: [JSON]) -> JSON {
    let rules = profiles.isEmpty ? nil : one(of: profiles)["detection_rules"]
    return .object(
      FuzzMetric.all.map { metric in
        let key = metric.key == "spectral_centroid" ? "spectral_centroid_hz" : metric.key
        let bounds = rules?[key]?.elements?.compactMap(\.asDouble) ?? []
        guard bounds.count == 2, !happens(oneIn: 4) else {
          let value =
            happens(oneIn: 20)
            ? one(of: [0.0, Double.leastNonzeroMagnitude, 1e308, -1e308, 1e-300])
            : number(in: metric.usual)
          return .init(metric.key, written(happens(oneIn: 3) ? value.rounded() : value))
        }
        let low = bounds[0]
        let high = bounds[1]
        let width = high - low
        let places = [low, high, (low + high) / 2, low - width / 2, high + width / 2, low - 0.1]
        return .init(metric.key, written(near(one(of: places))))
      })
  }

  mutating func profileList() -> [JSON] {
    (0..<(1 + index(below: 6))).map { number in
      profile(id: "p\(happens(oneIn: 40) ? 0 : number)", version: "1.\(index(below: 3))")
    }
  }

  mutating func profile(id: String, version: String) -> JSON {
    var rules: [JSON.Member] = []
    for (key, place) in [
      ("loudness_dbfs", -30...0), ("crest_db", 0...25), ("zero_crossing_rate", 0...1),
      ("spectral_centroid_hz", 500...8000),
    ] where key != "spectral_centroid_hz" || happens(oneIn: 2) {
      let low = eighth(in: place)
      let width = happens(oneIn: 4) ? 0 : eighth(in: 0...max(1, place.count / 4))
      rules.append(.init(key, [written(low), written(low + width)]))
    }
    let targets: [JSON.Member] = [
      "loudness_change_db", "crest_change_db", "centroid_change_hz",
    ].map { .init($0, written(happens(oneIn: 5) ? number(in: -5...5) : eighth(in: -4...4))) }
    return [
      "profile_id": .string(id), "name": .string(one(of: ["A", "Blue – 2", "名", " x "])),
      "version": .string(version), "detection_rules": .object(rules),
      "processing_targets": .object(targets),
      "training": ["source": "fuzz", "tracks": writtenInteger(index(below: 100))],
      "confidence": .number(eighth(in: 0...1)),
    ]
  }
}

// MARK: Chunks

extension FuzzValues {
  mutating func chunkCall() -> FuzzStory.Call {
    let rate =
      happens(oneIn: 20)
      ? one(of: [0, -1, 768_000, 768_001, 1]) : one(of: [8, 100, 44_100, 48_000, 1000, 3])
    let duration = seconds(rate: rate)
    let track: [JSON.Member] = [
      .init("duration_seconds", written(duration)), .init("sample_rate", writtenInteger(rate)),
    ]
    if happens(oneIn: 3) { return FuzzStory.Call("chunks.plan", .object(track)) }
    let position = happens(oneIn: 5) ? near(duration) : seconds(rate: rate)
    return FuzzStory.Call(
      "chunks.seek", .object(track + [.init("position_seconds", written(position))]))
  }

  /// Seconds close to where a chunk, an overlap or the last half second begins.
  private mutating func seconds(rate: Int) -> Double {
    if happens(oneIn: 25) {
      return one(of: [
        0, -1, 1e300, Double.leastNonzeroMagnitude, 0x1p53, 0x1p53 / Double(max(rate, 1)),
      ])
    }
    let whole = Double(index(below: 30) * 5)
    switch index(below: 5) {
    case 0: return near(whole)
    case 1: return near(whole - 0.5)
    case 2: return near(whole + (Double(index(below: 3)) + 0.5) / Double(max(rate, 1)))
    case 3: return near(0.49999999999999994 / Double(max(rate, 1)) + whole)
    default: return number(in: 0...150)
    }
  }
}

// MARK: Messages

extension FuzzValues {
  mutating func messageCall() -> FuzzStory.Call {
    if happens(oneIn: 6) { return FuzzStory.Call("message.make", madeMessage()) }
    // With two mistakes it is not specified which is reported.
    let isSound = happens(oneIn: 2)
    let message = message(isSound: isSound)
    var text = (isSound ? spoiled(message) : message).text()
    if happens(oneIn: 12) {
      text = String(text.dropLast(index(below: 3))) + one(of: ["", " ", "\n", "x", "]"])
    }
    return FuzzStory.Call("message.check", ["text": .string(text)])
  }

  private mutating func madeMessage() -> JSON {
    let type = one(
      of: ["track_loaded", "fingerprint_progress", "mastering_recommendation_failed"])
    var members: [JSON.Member] = [.init("type", .string(type)), .init("track_id", trackID())]
    if type == "fingerprint_progress" { members.append(.init("status", .string(status()))) }
    if type == "mastering_recommendation_failed" { members.append(.init("code", "empty_audio")) }
    if type != "track_loaded" { members.append(.init("message", "words")) }
    return .object(members)
  }

  private mutating func status() -> String {
    one(of: ["analyzing", "complete", "cached", "failed", "queued", ""])
  }

  private mutating func message(isSound: Bool) -> JSON {
    let data: (type: String, JSON) =
      switch index(below: 6) {
      case 0: ("track_loaded", ["track_id": trackID()])
      case 1:
        (
          "fingerprint_progress",
          ["track_id": trackID(), "status": .string(status()), "message": ""]
        )
      case 2:
        ("mastering_recommendation_failed", ["track_id": trackID(), "code": "x", "message": "y"])
      case 3: (one(of: ["pong", "", "Track_loaded"]), [:])
      default: ("mastering_recommendation", payload(isSound: isSound))
      }
    return ["type": .string(data.type), "data": data.1]
  }

  /// A payload; one that need not be sound may contradict itself (MSG-20).
  mutating func payload(isSound: Bool = false) -> JSON {
    let isHybrid = happens(oneIn: 2)
    let weights: [Double] =
      isHybrid ? one(of: [[0.5, 0.5], [0.5, 0.25, 0.25], [0.75, 0.25], [0.6, 0.4]]) : []
    // A hybrid is one only below its threshold.
    let threshold = isHybrid && isSound ? eighth(in: 0...1) / 2 + 0.5 : eighth(in: 0...1)
    let below = !isSound && happens(oneIn: 6) ? 0 : 0.125
    let score = isHybrid ? min(max(0, near(threshold - below)), 1) : eighth(in: 0...1)
    let blend: [JSON] = weights.enumerated().map { index, weight in
      [
        "profile_id": .string("p\(index)"), "profile_name": "P",
        "weight": written(
          !isSound && happens(oneIn: 12)
            ? weight + one(of: [1e-9, 2e-9, -1e-9, 1e-10]) : weight),
      ]
    }
    let isFallback = !isHybrid && happens(oneIn: 5)
    return [
      "track_id": trackID(), "primary_profile_id": "p0", "primary_profile_name": "P",
      "confidence_score": written(isFallback ? 0 : score),
      "predicted_loudness_change": written(eighth(in: -3...3)),
      "predicted_crest_change": .integer(index(below: 5)),
      "predicted_centroid_change": .number(number(in: -100...100)),
      "weighted_profiles": .array(blend),
      "alternative_profiles": [["profile_id": "a", "profile_name": "A"]],
      "reasoning": "because", "is_hybrid": .bool(isHybrid), "is_fallback": .bool(isFallback),
      "confidence_threshold": written(threshold), "top_k": writtenInteger(1 + index(below: 4)),
      "fingerprint": fingerprint(near: []),
    ]
  }

  /// A value with at most one part removed, added or replaced.
  private mutating func spoiled(_ value: JSON) -> JSON {
    switch (index(below: 6), value) {
    case (0, _): return anything()
    case (1...4, .object(var members)) where !members.isEmpty:
      let place = index(below: members.count)
      switch index(below: 6) {
      case 0: members.remove(at: place)
      case 1: members.append(.init("extra", anything()))
      default:
        members[place] = .init(members[place].key, spoiled(members[place].value))
      }
      return .object(members)
    case (1...4, .array(var elements)) where !elements.isEmpty:
      let place = index(below: elements.count)
      if happens(oneIn: 4) {
        elements.remove(at: place)
      } else {
        elements[place] = spoiled(elements[place])
      }
      return .array(elements)
    default: return value
    }
  }

  /// A call, sometimes with one wrong parameter: with two, it is not specified which is reported.
  func faulty(_ call: FuzzStory.Call) -> FuzzStory.Call {
    var values = self
    guard values.happens(oneIn: 5), case .object(var members) = call.params, !members.isEmpty else {
      return call
    }
    let place = values.index(below: members.count)
    switch values.index(below: 3) {
    case 0: members.remove(at: place)
    case 1: members.append(.init(values.one(of: ["extra", "~/", "", "Top_k"]), values.anything()))
    default: members[place] = .init(members[place].key, values.anything())
    }
    return FuzzStory.Call(call.method, .object(members))
  }
}

// MARK: State

extension FuzzStory {
  private static let profileCount = 3

  /// Calls that remove whatever a story may have left.
  static let forgetting =
    (0..<profileCount).map {
      Call("profiles.remove", ["profile_id": .string("fuzz-\($0)")])
    } + [Call("cache.clear", [:])]
}

extension FuzzValues {
  mutating func catalogueStory() -> FuzzStory {
    var calls: [FuzzStory.Call] = []
    for _ in 0..<(3 + index(below: 8)) {
      let id = "fuzz-\(index(below: 3))"
      let version = one(of: ["1", "1.0", "1.1", "2", "1.0.1", "10", "01", "1.0.0.1", "x"])
      let call: FuzzStory.Call =
        switch index(below: 8) {
        case 0...3: .init("profiles.add", ["profile": profile(id: id, version: version)])
        case 4: .init("profiles.get", ["profile_id": .string(id)])
        case 5: .init("profiles.get", ["profile_id": .string(id), "version": .string(version)])
        case 6: .init("profiles.remove", ["profile_id": .string(id)])
        default: .init("recommendation.weighted", ["fingerprint": fingerprint(near: [])])
        }
      calls.append(call)
    }
    calls.append(.init("profiles.list", [:]))
    // Additions are removed again, so that the next story starts from the same state.
    calls += FuzzStory.forgetting.filter { $0.method == "profiles.remove" }
    return FuzzStory(calls, isStateful: true)
  }

  mutating func memoryStory() -> FuzzStory {
    var calls: [FuzzStory.Call] = []
    for _ in 0..<(3 + index(below: 8)) {
      let track: JSON = .integer(index(below: 3))
      let call: FuzzStory.Call =
        switch index(below: 8) {
        case 0...2: .init("cache.set", ["recommendation": payload()])
        case 3: .init("cache.get", ["track_id": track])
        case 4...5:
          .init(
            "cache.get",
            [
              "track_id": track, "confidence_threshold": .number(eighth(in: 0...1)),
              "top_k": writtenInteger(1 + index(below: 4)),
            ])
        case 6: .init("cache.clear", ["track_id": track])
        default: .init("cache.stats", [:])
        }
      calls.append(call)
    }
    calls += [.init("cache.stats", [:]), .init("cache.clear", [:])]
    return FuzzStory(calls, isStateful: true)
  }
}
