import Dispatch
import ProcessSignals
import SystemCalls

/// Hears Ctrl-C (SIGINT) and SIGTERM instead of being ended by them, once: the second time they do
/// what they do to any program.
///
/// A signal that the process was started to ignore, as by `nohup` or in the background of a script,
/// stays ignored.
struct StopSignals: Sendable {
  private let watch: SignalWatch

  /// Hears the signals until it is cancelled.
  ///
  /// - Parameter heard: is given the signal's number, on a thread of its own.
  init(_ heard: @escaping @Sendable (Int32) -> Void) async {
    let numbers = [SIGINT, SIGTERM].filter { !Self.isIgnored($0) }
    watch = await SignalWatch(
      numbers, onlyFirst: true, on: DispatchQueue(label: "stop signals"), heard: heard)
  }

  /// Hears nothing any more.
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
