extension String {
  /// The beginning of what a caller sent, as errors repeat it: at most 256 code points, the last
  /// of them an ellipsis if there were more. An answer must not grow with the input it refuses.
  package var excerpt: String { excerpt(upTo: 256) }

  /// The same with another limit, 1 or more.
  package func excerpt(upTo longest: Int) -> String {
    let scalars = unicodeScalars
    guard
      let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return self }
    return String(scalars.prefix(longest - 1)) + "…"
  }
}
