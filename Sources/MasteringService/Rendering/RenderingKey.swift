package import MasteringModel

/// Identifies a rendering: the state of a file, and everything that was asked for.
package struct RenderingKey: Sendable, Hashable {
  /// The file.
  package let identity: TrackIdentity
  /// How to render it.
  package let request: RenderingRequest

  /// Creates a key from its parts.
  package init(identity: TrackIdentity, request: RenderingRequest) {
    self.identity = identity
    self.request = request
  }

  /// An id of 16 hexadecimal digits for programs: the same for the same file and asks, even after a
  /// restart, and different if either differs.
  package var id: String {
    var digest = FNV1a()
    func combine(_ number: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) {
        digest.combine(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    // The version of rendering; change it whenever the same asks could give other samples.
    combine(2)
    for byte in identity.path.utf8 { digest.combine(byte) }
    combine(UInt64(bitPattern: identity.sizeBytes))
    combine(UInt64(bitPattern: identity.modifiedAtNanoseconds))
    for dimension in RenderingDimension.allCases { combine(request.asks[dimension].bitPattern) }
    combine(request.ceiling.dBTP.bitPattern)
    for byte in "\(request.policy) \(request.resolution)".utf8 { digest.combine(byte) }
    let digits = String(digest.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
