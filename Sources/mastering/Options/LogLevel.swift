import ArgumentParser
import Logging

/// How much is logged on standard error.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case trace, debug, info, notice, warning, error, critical

  /// The level of the log.
  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .warning }

  /// The log of a host whose standard output carries only its protocol.
  func standardErrorLogger(label: String) -> Logger {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: label)
    logger.logLevel = level
    return logger
  }
}
