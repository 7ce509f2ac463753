public import MasteringModel
import SystemCalls

/// Folds events into a taste: a pure function of their list, so that undoing means leaving out.
///
/// Profiles are numbered in order of appearance, so that 100,000 events fold in milliseconds. Only those
/// in decisions that count get a leaning. The clauses are LRN-20 to LRN-26.
public struct TasteFold: Sendable {
  private var events: [Compact] = []
  private var profileIDs: [String] = []
  private var numbers: [String: Int32] = [:]
  private var places: [String: Int] = [:]
  private var ranked: [(profile: Int32, score: Double, weight: Double)] = []
  private var strengths: [Taste.Strengths] = []

  private enum Kind { case chosen, rejected, undoing, reset, nothing }

  /// An event in numbers.
  private struct Compact {
    let kind: Kind
    /// The start of its part of ``ranked``, or the index of the event that it undoes.
    let start: Int
    let end: Int
    /// Its index in ``strengths``; −1 if it has none.
    let strength: Int
  }

  /// No events.
  public init() {}

  /// Events in their order.
  public init(_ events: some Sequence<TasteEvent>) {
    for event in events { append(event) }
  }

  /// The number of events, including undone ones and undoings.
  public var count: Int { events.count }

  /// Whether there is an event with that id.
  public func contains(_ id: String) -> Bool { places[id] != nil }

  /// Appends the next event. One that is already there changes nothing.
  public mutating func append(_ event: TasteEvent) {
    guard places[event.id] == nil else { return }
    places[event.id] = events.count
    switch event.kind {
    case .reset: events.append(Compact(kind: .reset, start: 0, end: 0, strength: -1))
    case .undoing(let id):
      let place = places[id]
      // Only earlier events can be undone.
      let isEarlier = place.map { $0 < events.count } ?? false
      events.append(
        Compact(kind: isEarlier ? .undoing : .nothing, start: place ?? 0, end: 0, strength: -1))
    case .decision(let decision): append(decision)
    }
  }

  private mutating func append(_ decision: TasteEvent.Decision) {
    let start = ranked.count
    var (weights, kind, strength): ([Double], Kind, Int) = ([], .chosen, -1)
    switch decision.verdict {
    case .accepted(let given): weights = given
    case .adjusted(let given, let wanted):
      weights = given
      if let wanted {
        strength = strengths.count
        strengths.append(wanted)
      }
    case .rejected: kind = .rejected
    }
    for (index, profile) in decision.ranking.enumerated() {
      ranked.append(
        (
          number(of: profile.profileID), profile.score,
          index < weights.count ? weights[index] : 0
        ))
    }
    events.append(Compact(kind: kind, start: start, end: ranked.count, strength: strength))
  }

  private mutating func number(of id: String) -> Int32 {
    if let number = numbers[id] { return number }
    let number = Int32(profileIDs.count)
    numbers[id] = number
    profileIDs.append(id)
    return number
  }

  /// Which events count: those that are not undone by an event that itself counts.
  private var isActive: [Bool] {
    var active = [Bool](repeating: true, count: events.count)
    // From last to first: an event is undone by a later one.
    for place in events.indices.reversed()
    where active[place] && events[place].kind == .undoing {
      active[events[place].start] = false
    }
    return active
  }

  /// The last decision or reset that counts, which undoing without an id undoes; nil if there is
  /// none.
  public var lastPlace: Int? {
    let active = isActive
    return events.indices.last { place in
      active[place] && [.chosen, .rejected, .reset].contains(events[place].kind)
    }
  }

  /// The taste that follows from the events.
  public var taste: Taste {
    let active = isActive
    let begin = events.indices.last { active[$0] && events[$0].kind == .reset }.map { $0 + 1 } ?? 0
    var leanings = [Double](repeating: 0, count: profileIDs.count)
    // The profiles in decisions that count, in the order in which these name them.
    var met: [Int] = []
    var isMet = [Bool](repeating: false, count: profileIDs.count)
    var decisions = 0
    var wanted: [Int] = []
    var shares: [Double] = []
    for place in begin..<max(begin, events.count) where active[place] {
      let event = events[place]
      guard event.kind == .chosen || event.kind == .rejected, event.end > event.start else {
        continue
      }
      decisions += 1
      if event.strength >= 0 { wanted.append(event.strength) }
      let rate = 1 / Double(decisions).squareRoot()
      let part = ranked[event.start..<event.end]
      shares.removeAll(keepingCapacity: true)
      for member in part {
        let profile = Int(member.profile)
        if !isMet[profile] {
          isMet[profile] = true
          met.append(profile)
        }
        shares.append(member.score)
      }
      shares.weigh { leanings[Int(part[part.startIndex + $0].profile)] }
      for (index, member) in part.enumerated() {
        let profile = Int(member.profile)
        let share = shares[index]
        switch event.kind {
        case .rejected: if index == 0 { leanings[profile] -= rate * share }
        default: leanings[profile] += rate * (member.weight - share)
        }
      }
      var sum = 0.0
      for profile in met { sum += leanings[profile] }
      let mean = sum / Double(met.count)
      for profile in met {
        leanings[profile] = min(max(leanings[profile] - mean, -2), 2)
      }
    }
    return Taste(
      leanings: met.map {
        Taste.Leaning(profileID: profileIDs[$0], amount: leanings[$0])
      }, strengths: strengths(of: wanted), decisions: decisions)
  }

  /// The median of the wanted strengths, within 0…2; 1 where there are none.
  private func strengths(of wanted: [Int]) -> Taste.Strengths {
    guard !wanted.isEmpty else { return .plain }
    let median = { (part: (Taste.Strengths) -> Double) -> Double in
      var values = wanted.map { part(strengths[$0]) }
      return min(max(values.takeMedian(), 0), 2)
    }
    return Taste.Strengths(
      loudness: median { $0.loudness }, crest: median { $0.crest },
      spectralCentroid: median { $0.spectralCentroid })
  }
}

extension [Double] {
  /// The median, as defined by ``quantile(_:)``, without sorting: a hundred times faster for a
  /// hundred thousand values. Reorders the values; there must be at least one.
  fileprivate mutating func takeMedian() -> Double {
    let below = (count - 1) / 2
    let isEven = count % 2 == 0
    return withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      while low < high {
        // The median of three, so that sorted values are not the worst case.
        let middle = low + (high - low) / 2
        if values[middle] < values[low] { values.swapAt(middle, low) }
        if values[high] < values[low] { values.swapAt(high, low) }
        if values[high] < values[middle] { values.swapAt(high, middle) }
        let pivot = values[middle]
        var (left, right) = (low, high)
        while left <= right {
          while values[left] < pivot { left += 1 }
          while pivot < values[right] { right -= 1 }
          if left <= right {
            values.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if below <= right {
          high = right
        } else if below >= left {
          low = left
        } else {
          break
        }
      }
      guard isEven else { return values[below] }
      let next = values[(below + 1)...].min() ?? values[below]
      return values[below] + 0.5 * (next - values[below])
    }
  }
}
