/// A caller's session in lines, held by a host on standard streams.
///
/// An implementation promises:
/// 1. `receive` returns at once; longer work is returned to be started.
/// 2. After `stop`, all running work ends soon.
/// 3. `finish` is called once nothing is running and no more lines arrive; after it returns,
///    nothing is sent.
public protocol LineSession: Sendable {
  /// Processes a line, without its newline, and appends the answering line if there is one at once.
  ///
  /// - Returns: the remaining work; start it once the appended bytes have been sent.
  func receive(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) -> PendingCalls?

  /// Answers a line that is longer than ``SessionLimits/lineBytes``; the rest of it was skipped.
  func refuseLongLine(into output: inout [UInt8])

  /// Whether the caller has asked to end: running work is finished, and the host ends.
  var hasEnded: Bool { get }

  /// Cancels all running work.
  func stop() async

  /// Returns once everything that was pending has been sent.
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
