/// Names for events.
package enum EventID {
  /// A new random id of sixteen hexadecimal digits.
  package static func fresh() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
