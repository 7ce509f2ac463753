/// A caller's conversation in lines, which a host of standard streams holds.
///
/// An implementation promises:
/// 1. `receive` returns at once; what takes longer is handed back as work.
/// 2. After `stop` everything that is running ends soon.
/// 3. `finish` is called once nothing is running and no line comes any more; once it returns, nothing
///    is sent.
public protocol LineSession: Sendable {
  /// Takes in a line, without its end, and appends the line that answers it, if one is due at once.
  ///
  /// - Returns: what is still to be done; start it once what was appended has been sent.
  func receive(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) -> PendingWork?

  /// Answers a line that is longer than ``SessionLimits/lineBytes``, of which the rest was skipped.
  func refuseLongLine(into output: inout [UInt8])

  /// Whether the caller has asked for the end: what is running is finished, and the host ends.
  var hasEnded: Bool { get }

  /// Cancels what is running.
  func stop() async

  /// Returns once everything that was still to be said has been sent.
  func finish() async
}

extension CallerSession: LineSession {
  /// Cancels every call and every analysis of the player.
  public func stop() async {
    cancelAll()
    await service.stop()
  }

  /// Returns once the player's tracks have been analysed and its notifications sent.
  public func finish() async {
    await service.finish()
    await notificationsEnded()
  }
}
