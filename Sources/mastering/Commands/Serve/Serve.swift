internal import ArgumentParser
internal import AudioDecoding
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
      /asyncapi.yaml. Only tracks in the folders can be asked for, and no answer holds a path.

      The address ends in a token, which programs send as Authorization: Bearer; without it nobody \
      gets at the music. It is made anew at each start unless MASTERING_TOKEN in the environment or \
      --token gives one, which is then not printed.

      Unless told otherwise only this machine can reach it; --host 0.0.0.0 lets others.

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
      "Use this token instead of one that is made: 8 or more letters, digits and -._~. Others on "
        + "this machine can see it here; better put it into MASTERING_TOKEN.", valueName: "token"))
  var token: String?

  @Flag(
    name: .customLong("no-token"),
    help: "Answer every user and program of this machine. Not for other addresses than its own.")
  var needsNoToken = false

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
      "Let callers name audio files in this folder by their path, without listing them; may be "
        + "given several times.", valueName: "folder"),
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
    let token = tokenPolicy
    let configuration = try hostConfiguration(token)
    let library = try trackLibrary()
    let access = try accessPolicy(to: folders + openFolders)
    let registry = try profileSource.registry()
    let logger = makeLogger()
    let line = ProgressLine(progressOption.progress)
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place, warnings: warnings)
    let host = WebHost(
      service: try LiveEngine.service(
        registry, access: access, cache: cache ?? LiveEngine.memoryCache(), warnings: warnings),
      library: library, access: access, openRange: try openRange(),
      configuration: configuration, logger: logger
    ) { ScanReport.show($0, on: line, logger) }
    let ending = await EndingWatch(milliseconds: 1900) { host.stop() }
    defer { withExtendedLifetime(ending) {} }
    do throws(WebHostProblem) {
      let address = self.host
      // One that was given is known, and may be meant to last; so it stays out of logs.
      let isMade = token == .made
      try await host.run { port in
        let fragment = isMade ? configuration.tokenText.map { "#token=\($0)" } ?? "" : ""
        line.hidden {
          Terminal.offer("Playing at \(Self.address(of: address, port))\(fragment) (Ctrl-C stops)")
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

  func validate() throws {
    if needsNoToken, token != nil { throw ValidationError("Give either --token or --no-token.") }
  }

  private var tokenPolicy: WebHostToken {
    if needsNoToken { return .notNeeded }
    return (token ?? Terminal.environment("MASTERING_TOKEN")).map { .given($0) } ?? .made
  }

  private func openRange() throws -> OpenRange? {
    guard !openFolders.isEmpty else { return nil }
    return OpenRange(try accessPolicy(to: openFolders), decoder: CombinedDecoder())
  }

  private func hostConfiguration(_ token: WebHostToken) throws -> WebHostConfiguration {
    do {
      return try WebHostConfiguration(
        address: host, port: port, token: token,
        allowedHosts: allowedHosts, publicURLs: publicURLs, requestsPerSecond: requestsPerSecond)
    } catch {
      throw ValidationError(error.sentence)
    }
  }

  private func accessPolicy(to folders: [String]) throws -> AccessPolicy {
    do {
      return try AccessPolicy(folders: folders)
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
      "Other machines can reach \(address.printable), so a token is needed: leave --no-token out, or "
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
