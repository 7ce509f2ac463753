import Dispatch
import ProcessSignals
import SystemCalls

/// Receives Ctrl-C (SIGINT) and SIGTERM instead of being ended by them, once: the second time they
/// have their usual effect.
///
/// A signal that the process was started to ignore, as by `nohup` or in the background of a script,
/// stays ignored.
struct StopSignals: Sendable {
  private let watch: SignalWatch

  /// Receives the signals until it is cancelled.
  ///
  /// - Parameter heard: called with the signal's number, on a separate thread.
  init(_ heard: @escaping @Sendable (Int32) -> Void) async {
    let numbers = [SIGINT, SIGTERM].filter { !Self.isIgnored($0) }
    watch = await SignalWatch(
      numbers, onlyFirst: true, on: DispatchQueue(label: "stop signals"), heard: heard)
  }

  /// Stops receiving signals.
  func cancel() async { await watch.cancel() }

  private static func isIgnored(_ number: Int32) -> Bool {
    var now = sigaction()
    guard sigaction(number, nil, &now) == 0 else { return false }
    #if canImport(Darwin)
      let handler = now.__sigaction_u.__sa_handler
    #else
      let handler = now.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
