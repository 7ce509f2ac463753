import StrictJSON

/// A property of a list of weights, `[{"weight": 0.6, …}, …]`.
enum Invariant: String, Hashable, CaseIterable {
  /// The weights add up to 1 within 1e-12.
  case weightsSumToOne = "weights_sum_to_one"
  /// No weight is larger than the one before it.
  case weightsDescend = "weights_descend"

  /// A few weights are added, each rounded to 1.1e-16: far below this, and any real slip far above.
  private static let allowance = 1e-12

  func holds(_ value: JSON) -> Bool {
    guard let elements = value.elements else { return false }
    let weights = elements.compactMap { $0["weight"]?.asDouble }
    guard weights.count == elements.count else { return false }
    switch self {
    case .weightsSumToOne: return abs(weights.reduce(0, +) - 1) <= Self.allowance
    case .weightsDescend: return zip(weights, weights.dropFirst()).allSatisfy { $0 >= $1 }
    }
  }

  var sentence: String {
    switch self {
    case .weightsSumToOne: "weights that add up to 1 within 1e-12"
    case .weightsDescend: "weights of which none is larger than the one before"
    }
  }
}
