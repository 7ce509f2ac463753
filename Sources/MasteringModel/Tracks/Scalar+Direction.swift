extension Unicode.Scalar {
  /// Whether it changes the order in which the text around it is shown.
  package var setsDirection: Bool {
    switch value {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
