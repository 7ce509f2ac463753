import Dispatch
import Logging
import ProcessSignals
import StdioHosting
import SystemCalls

extension StdioHost {
  /// Runs until the input ends, or until SIGTERM or Ctrl-C.
  ///
  /// - Returns: the exit status.
  func runUntilSignalled(logger: Logger) async -> Int32 {
    // A closed pipe shows as a failed write, also for the log.
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
