/// The results of playing cases once.
struct Round {
  var description: PortDescription?
  /// Why the port cannot play any case.
  var refusal: CaseResult.Refusal?
  var results: [CaseResult] = []
  var remarks: [String] = []
  /// The end of the last port's standard error.
  var errorTail = ""

  init(
    description: PortDescription? = nil, refusal: CaseResult.Refusal? = nil,
    results: [CaseResult] = []
  ) {
    self.description = description
    self.refusal = refusal
    self.results = results
  }

  /// Adds the results of other cases.
  mutating func join(_ other: Round) {
    description = description ?? other.description
    refusal = refusal ?? other.refusal
    results += other.results
    for remark in other.remarks where !remarks.contains(remark) { remarks.append(remark) }
    if errorTail.isEmpty { errorTail = other.errorTail }
  }

  /// The results of playing the same cases several times: the worst of each, with a remark if they
  /// differed.
  static func merged(_ rounds: [Round], inOrderOf cases: [GoldenCase]) -> Round {
    var whole = Round()
    var played: [String: [CaseResult]] = [:]
    for round in rounds {
      for result in round.results { played[result.golden.name, default: []].append(result) }
      var others = round
      others.results = []
      whole.join(others)
    }
    var uneven: [String] = []
    for golden in cases {
      guard let results = played.removeValue(forKey: golden.name), var worst = results.first else {
        continue
      }
      let failures = results.filter { !$0.outcome.isWell }
      if let failure = failures.first { worst = failure }
      if Set(results.map(\.outcome)).count > 1 {
        uneven.append(golden.name)
        worst.detail = "failed \(failures.count) of \(results.count) times: \(worst.detail ?? "")"
      }
      whole.results.append(worst)
    }
    if !uneven.isEmpty {
      whole.remarks.append(
        "Varies between rounds: \(uneven.count == 1 ? "" : "\(uneven.count) cases, among them ")"
          + "\(uneven.prefix(3).joined(separator: ", ")).")
    }
    return whole
  }
}
