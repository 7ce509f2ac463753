/// The largest set of pairs between two lists in which only some pairs are allowed.
enum Pairing {
  /// For each of the first list, its partner's index in the second.
  ///
  /// By augmenting paths (Kuhn, "The Hungarian method", 1955): a greedy choice could take the only
  /// partner that a later pattern needs.
  static func largest(
    _ count: Int, _ otherCount: Int, _ fits: (Int, Int) -> Bool
  ) -> [Int?] {
    var owner = [Int?](repeating: nil, count: otherCount)
    /// Finds a partner for one, for which others may have to change theirs. A loop rather than
    /// recursion, because all of them may have to.
    func seat(_ one: Int) {
      var asked: Set<Int> = []
      // The path so far, each with the partner that it would take.
      var path = [(one: one, other: -1)]
      while let (one, last) = path.popLast() {
        let next = (last + 1..<otherCount).first { fits(one, $0) && asked.insert($0).inserted }
        guard let next else { continue }
        path.append((one, next))
        guard let current = owner[next] else {
          for (one, other) in path { owner[other] = one }
          return
        }
        path.append((current, -1))
      }
    }
    for one in 0..<count { seat(one) }
    return (0..<count).map { one in owner.firstIndex(of: one) }
  }
}
