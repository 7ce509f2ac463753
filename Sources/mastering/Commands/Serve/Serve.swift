internal import ArgumentParser
internal import LibraryAnalysis
internal import Logging
internal import MasteringModel
internal import MasteringService
internal import SystemCalls
internal import WebHosting

/// `mastering serve`
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play folders of music in a browser, with recommendations as they arrive.",
    discussion: """
      Looks through the folders and prints the address of a page on which their tracks can be \
      played; each is recommended a mastering while it plays. The same is there for programs: HTTP \
      under /api, messages over a WebSocket at /ws, and their descriptions at /openapi.yaml and \
      /asyncapi.yaml. Only files in the folders can be asked for, and no answer holds a path.

      Unless told otherwise only this machine can reach it. For others, give --host 0.0.0.0 and a \
      token, by MASTERING_TOKEN in the environment or by --token, and open the page once at \
      /?token=…

      Ctrl-C stops it.

      EXAMPLES:
        mastering serve ~/Music
        mastering serve ~/Music --port 0 --no-cache
        MASTERING_TOKEN=… mastering serve ~/Music --host 0.0.0.0 --allow-host studio.local
      """
        + ExitStatus.help([
          (.done, "it was stopped by Ctrl-C or SIGTERM"),
          (.failed, "it could not listen at that address and port"),
        ]))

  @Argument(help: "Folders with music in them.", completion: .directory)
  var folders: [String]

  @Option(help: "Listen on this port; 0 takes one that is free.")
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Listen on this address; 0.0.0.0 for all of the machine's.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "Answer only who knows this: 8 or more letters, digits and -._~. Others on this machine can "
        + "see it here; better put it into MASTERING_TOKEN.", valueName: "token"))
  var token: String?

  @Option(
    name: .customLong("allow-host"),
    help: ArgumentHelp(
      "Let browsers reach it under this name too; may be given several times.",
      valueName: "name"))
  var allowedHosts: [String] = []

  @Option(
    name: .customLong("public-url"),
    help: ArgumentHelp(
      "Let pages at this address ask too, where a proxy leads from it to here, as "
        + "https://music.example; may be given several times.", valueName: "url"))
  var publicURLs: [String] = []

  @Option(
    name: .customLong("open-range"),
    help: ArgumentHelp(
      "Let callers name files in this folder by their path, without listing them; may be given "
        + "several times.", valueName: "folder"),
    completion: .directory)
  var openFolders: [String] = []

  @Option(
    name: .customLong("requests-per-second"),
    help: ArgumentHelp(
      "Let each client ask so often; 0 for as often as it likes. (default: 100 for other machines, "
        + "no limit for this one)", valueName: "number"))
  var requestsPerSecond: Double?

  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions

  @Flag(name: .customLong("json-logs"), help: "Write each line of the log as a JSON object.")
  var writesJSONLogs = false

  @Option(help: ArgumentHelp("Say so much on standard error.", valueName: "level"))
  var logLevel = LogLevel.warning

  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    Terminal.claimStandardStreams()
    DescriptorLimit.raise()
    let configuration = try hostConfiguration()
    let library = try trackLibrary()
    let access = try accessPolicy()
    let registry = try profileSource.registry()
    let logger = makeLogger()
    let line = ProgressLine(progressOption.progress)
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place, warnings: warnings)
    let host = WebHost(
      service: try LiveEngine.service(
        registry, access: access, cache: cache ?? LiveEngine.memoryCache(), warnings: warnings),
      library: library, access: access, configuration: configuration, logger: logger
    ) { ScanReport.show($0, on: line, logger) }
    let ending = await EndingWatch(milliseconds: 1900) { host.stop() }
    defer { withExtendedLifetime(ending) {} }
    do throws(WebHostProblem) {
      let address = self.host
      try await host.run { port in
        line.hidden {
          Terminal.offer("Playing at \(Self.address(of: address, port)) (Ctrl-C stops)")
        }
      }
    } catch {
      line.finish()
      await cache?.close()
      Terminal.writeProblem(error.sentence)
      throw ExitStatus.failed.code
    }
    line.finish()
    await cache?.close()
  }

  /// The address to open; all addresses of the machine are written as its own.
  private static func address(of host: String, _ port: Int) -> String {
    switch host {
    case "0.0.0.0": "http://127.0.0.1:\(port)/"
    case "::": "http://[::1]:\(port)/"
    case _ where host.contains(":"): "http://[\(host)]:\(port)/"
    default: "http://\(host):\(port)/"
    }
  }

  private func hostConfiguration() throws -> WebHostConfiguration {
    do {
      return try WebHostConfiguration(
        address: host, port: port, token: token ?? Terminal.environment("MASTERING_TOKEN"),
        allowedHosts: allowedHosts, publicURLs: publicURLs, requestsPerSecond: requestsPerSecond)
    } catch {
      throw ValidationError(error.sentence)
    }
  }

  private func accessPolicy() throws -> AccessPolicy {
    do {
      return try AccessPolicy(folders: folders + openFolders)
    } catch {
      throw ValidationError("There is no folder \(error.path.printable).")
    }
  }

  private func trackLibrary() throws -> TrackLibrary {
    do {
      return try LiveEngine.library(of: folders)
    } catch {
      throw ValidationError("\(error.path.printable): \(error.sentence)")
    }
  }

  private func makeLogger() -> Logger {
    let writesJSON = writesJSONLogs
    LoggingSystem.bootstrap { label in
      if writesJSON { return JSONLogHandler(label: label) }
      return StreamLogHandler.standardError(label: label)
    }
    var logger = Logger(label: "mastering.serve")
    logger.logLevel = logLevel.level
    return logger
  }
}

extension WebHostProblem {
  /// What is the matter and what to do, as a sentence.
  fileprivate var sentence: String {
    switch self {
    case .tokenNeeded(let address):
      "Other machines can reach \(address.printable), so a token is needed: set MASTERING_TOKEN, or "
        + "listen on 127.0.0.1."
    case .noAddress: "--host needs an address, as 127.0.0.1 or 0.0.0.0."
    case .invalidPort(let port): "There is no port \(port); ports go from 0 to 65535."
    case .unsuitableToken:
      "A token is 8 to 256 letters, digits and -._~; make one with: openssl rand -hex 16"
    case .invalidPublicURL(let text):
      "--public-url is \(text.printable), but takes an address without a path, as "
        + "https://music.example."
    case .invalidRate(let rate): "--requests-per-second is \(rate), but no less than 0 makes sense."
    case .cannotListen(let address, let port, let reason, let isTaken):
      isTaken
        ? "port \(port) of \(address.printable) is taken: another program listens there. Give "
          + "another with --port, or --port 0 for one that is free."
        : "cannot listen on port \(port) of \(address.printable): \(reason.printable)"
    }
  }
}
