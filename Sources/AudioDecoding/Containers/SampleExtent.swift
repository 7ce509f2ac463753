/// How many bytes of samples a header names, and how many there are.
struct SampleExtent: Sendable, Hashable {
  /// How many bytes of samples the header names; nil where it names no length or a placeholder, so
  /// that everything up to the end counts.
  let declaredByteCount: Int64?
  /// How many bytes follow in the file.
  let followingByteCount: Int64

  /// The extent by a length field.
  ///
  /// Programs that write to a pipe cannot go back to fill in the length. They leave 0, or what
  /// stands for "very much": −1, 0x7FFFFFFF, 0x80000000, or a little less, rounded to whole blocks
  /// or shortened by the header. No real recording is cut just so that it seems one of them.
  ///
  /// - Parameters:
  ///   - declared: the length field, without what it counts besides samples.
  ///   - bits: the width of the length field.
  ///   - start: the offset of the first sample.
  ///   - end: where the file ends.
  ///   - isLastByHeader: whether the header, by its other fields, knows of nothing behind an empty
  ///     stretch of samples.
  init(declared: Int64, bits: Int, start: Int64, end: Int64, isLastByHeader: Bool) {
    let following = max(0, end - start)
    let leastPlaceholder: Int64 = bits == 32 ? 0x7F00_0000 : 0x7F00_0000_0000_0000
    let isPlaceholder =
      declared < 0
      || declared == 0 && following > 0 && isLastByHeader
      || declared >= leastPlaceholder && declared > following
    followingByteCount = following
    declaredByteCount = isPlaceholder ? nil : declared
  }

  /// How many bytes of samples there are.
  var presentByteCount: Int64 {
    min(declaredByteCount ?? followingByteCount, followingByteCount)
  }
}

extension ContainerSurvey {
  /// Takes over what a header says of the samples.
  mutating func setLength(_ extent: SampleExtent) {
    guard let declared = extent.declaredByteCount else { return length = .unknown }
    length = .bytes(declared: declared, present: extent.presentByteCount)
    isBroken = declared > extent.presentByteCount
  }
}
