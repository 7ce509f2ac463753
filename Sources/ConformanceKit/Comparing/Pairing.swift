/// The largest set of pairs between two lists, where only some may go together.
enum Pairing {
  /// For each of the first list, its partner's index in the second.
  ///
  /// By augmenting paths (Kuhn, "The Hungarian method", 1955): a greedy choice could take the one
  /// partner that a later pattern needs.
  static func largest(
    _ count: Int, _ otherCount: Int, _ fits: (Int, Int) -> Bool
  ) -> [Int?] {
    var owner = [Int?](repeating: nil, count: otherCount)
    func seat(_ one: Int, _ asked: inout Set<Int>) -> Bool {
      for other in 0..<otherCount where fits(one, other) && asked.insert(other).inserted {
        if let current = owner[other], !seat(current, &asked) { continue }
        owner[other] = one
        return true
      }
      return false
    }
    for one in 0..<count {
      var asked: Set<Int> = []
      _ = seat(one, &asked)
    }
    return (0..<count).map { one in owner.firstIndex(of: one) }
  }
}
