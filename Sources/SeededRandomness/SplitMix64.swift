/// Random numbers that are the same on every run, on every machine and in every language.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014. The Python twin
/// is `_noise` in `Tests/Golden/reference/recipes.py`.
///
///     var random = SplitMix64(seed: 0)
///     random.next()  // 0xE220A8397B1DCDAF
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  /// A generator with a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next number in 0..<1, a multiple of 2⁻⁵³.
  package mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// The next number in 0..<`bound`.
  ///
  /// Not `Int.random(in:using:)`, whose algorithm may change with the compiler.
  package mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound > 0, "there is no index below \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
