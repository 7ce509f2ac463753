/// How many bytes of samples a header declares, and how many exist.
struct SampleExtent: Sendable, Hashable {
  /// How many bytes of samples the header declares; nil if it has no length or a placeholder, so
  /// that everything up to the end counts.
  let declaredByteCount: Int64?
  /// How many bytes follow in the file.
  let followingByteCount: Int64

  /// The extent from a length field.
  ///
  /// Programs that write to a pipe cannot seek back to fill in the length. They leave 0 or a very
  /// large value: −1, 0x7FFFFFFF, 0x80000000, or slightly less, rounded to whole blocks or reduced
  /// by the header. No real recording happens to be cut to one of these lengths.
  ///
  /// - Parameters:
  ///   - declared: the length field, less what it counts besides samples.
  ///   - bits: the width of the length field.
  ///   - start: the offset of the first sample.
  ///   - end: where the file ends.
  ///   - isLastByHeader: whether, by the header's other fields, nothing would follow an empty run
  ///     of samples.
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

  /// How many bytes of samples exist.
  var presentByteCount: Int64 {
    min(declaredByteCount ?? followingByteCount, followingByteCount)
  }
}

extension ContainerSurvey {
  /// Adopts the extent that a header declares.
  mutating func setLength(_ extent: SampleExtent) {
    guard let declared = extent.declaredByteCount else { return length = .unknown }
    length = .bytes(declared: declared, present: extent.presentByteCount)
    isBroken = declared > extent.presentByteCount
  }
}
