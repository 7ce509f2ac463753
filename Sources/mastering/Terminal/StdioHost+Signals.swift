import Dispatch
import Logging
import ProcessSignals
import StdioHosting
import SystemCalls

extension StdioHost {
  /// Runs until the input ends, or until SIGTERM or Ctrl-C.
  ///
  /// - Returns: the status to exit with.
  func runUntilSignalled(logger: Logger) async -> Int32 {
    // A closed pipe shows in the write that fails, to the log as well.
    signal(SIGPIPE, SIG_IGN)
    let watch = await SignalWatch([SIGTERM, SIGINT], on: DispatchQueue(label: "mastering.signals"))
    { number in
      logger.info("signal", metadata: ["number": "\(number)"])
      stop()
    }
    let status = await run()
    withExtendedLifetime(watch) {}
    return status
  }
}
