/// What callers of a ``WebHost`` have to know.
public enum WebHostToken: Sendable, Hashable {
  /// A text that is made when the host is: 128 random bits.
  case made
  /// This text: 8 to 256 letters, digits and `-._~`.
  case given(String)
  /// Nothing: every user of this machine is answered. Goes on a loopback address only.
  case notNeeded
}
