package import MasteringModel

/// Which rendering is meant: the state of a file, and all that was asked for.
package struct RenderingKey: Sendable, Hashable {
  /// The file.
  package let identity: TrackIdentity
  /// What is to become of it.
  package let request: RenderingRequest

  /// A key from its parts.
  package init(identity: TrackIdentity, request: RenderingRequest) {
    self.identity = identity
    self.request = request
  }

  /// Names it for programs, in 16 hexadecimal digits: the same for the same file and asks, also after
  /// a restart, and another where either is.
  package var id: String {
    var digest = FNV1a()
    func combine(_ number: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) {
        digest.combine(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    // The way of rendering; another number whenever the same asks could give other samples.
    combine(1)
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
