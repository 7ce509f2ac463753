internal import MasteringModel

/// A signal that is decoded a block ahead of where it is analysed.
///
/// An actor, so that a child task can decode while its parent analyses.
actor SignalAhead {
  private let signal: MonoSignal

  /// Takes over a signal.
  init(_ signal: sending MonoSignal) {
    self.signal = signal
  }

  /// The samples that follow, at least one, or nil at the end; a value, because a child task's
  /// failure loses its type.
  func next() -> Result<[Double]?, FingerprintFailure> {
    var block: [Double] = []
    do { return .success(try signal.next(into: &block) ? block : nil) } catch {
      return .failure(error)
    }
  }

  /// How the signal ended; nil before ``next()`` gave nil.
  func end() -> SignalEnd? { signal.end }
}
