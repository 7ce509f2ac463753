import MasteringModel

extension [WeightedProfile] {
  /// The members' parts in whole percent, adding up to exactly 100: the largest remainders are
  /// rounded up, the first of equal ones.
  package var wholePercentages: [Int] {
    var percentages = map { Int(($0.weight * 100).rounded(.down)) }
    let remainders = zip(self, percentages).map { $0.weight * 100 - Double($1) }
    let byRemainder = indices.sorted { left, right in
      remainders[left] == remainders[right] ? left < right : remainders[left] > remainders[right]
    }
    let missing = 100 - percentages.reduce(0, +)
    for index in byRemainder.prefix(Swift.max(missing, 0)) { percentages[index] += 1 }
    return percentages
  }

  /// Each member with its part, heaviest first: "45 % Live Rock".
  var inWords: [String] {
    zip(self, wholePercentages).map { "\($1) % \($0.profile.name)" }
  }
}
