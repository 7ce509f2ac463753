import ArgumentParser
import AudioDecoding
import LibraryAnalysis
import Logging
import MasteringModel
import MasteringService
import SystemCalls
import WebHosting

/// `mastering serve`
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Play folders of music in a browser, with a recommendation for each track.",
    discussion: """
      Scans the folders and prints the address of a page that plays their tracks and recommends a \
      mastering for each one while it plays. Programs use the same server: HTTP under /api, messages \
      over a WebSocket at /ws, described by /openapi.yaml and /asyncapi.yaml. Only tracks in the \
      folders can be requested, and no answer contains a path.

      The address ends in a random token, new at each start. Programs send it as 'Authorization: \
      Bearer TOKEN'. To choose your own, set MASTERING_TOKEN or use --token; it is then not printed.

      By default only this machine can connect; --host 0.0.0.0 lets others connect.

      On Linux, new, changed and deleted files show up within seconds. Folders that \
      cannot be watched (beyond the system's limit, on another machine, or on macOS) are scanned every \
      5 minutes. --no-watch scans at the start and on request only.

      Stop it with Ctrl-C.

      EXAMPLES:
        mastering serve ~/Music
        mastering serve ~/Music --port 0 --no-cache
        MASTERING_TOKEN=… mastering serve ~/Music --host 0.0.0.0 --allow-host nas
      """
        + ExitStatus.help([
          (.done, "stopped by Ctrl-C or SIGTERM"),
          (.failed, "it could not listen on that address and port"),
        ]))

  @Argument(help: "Folders of music.", completion: .directory)
  var folders: [String]

  @Option(help: "Listen on this port; 0 picks a free one.")
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Listen on this address; 0.0.0.0 for every interface.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "Use this token (8 or more letters, digits and -._~) instead of a random one. Other users of "
        + "this machine can see it here; prefer the MASTERING_TOKEN environment variable.",
      valueName: "token"))
  var token: String?

  @Flag(
    name: .customLong("no-token"),
    help: "Require no token from users and programs on this machine. Loopback addresses only.")
  var needsNoToken = false

  @Option(
    name: .customLong("allow-host"),
    help: ArgumentHelp(
      "Also accept this host name from browsers. May be repeated.",
      valueName: "name"))
  var allowedHosts: [String] = []

  @Option(
    name: .customLong("public-url"),
    help: ArgumentHelp(
      "Also accept pages from this origin, for a reverse proxy: https://music.example. May be "
        + "repeated.", valueName: "url"))
  var publicURLs: [String] = []

  @Option(
    name: .customLong("open-range"),
    help: ArgumentHelp(
      "Let clients load audio files in this folder by path, without listing them. May be "
        + "repeated.", valueName: "folder"),
    completion: .directory)
  var openFolders: [String] = []

  @Option(
    name: .customLong("requests-per-second"),
    help: ArgumentHelp(
      "Limit each client to this many requests per second; 0 for no limit. (default: 100 for other "
        + "machines, no limit for this one)", valueName: "number"))
  var requestsPerSecond: Double?

  @Flag(
    name: .customLong("no-watch"),
    help: "Do not watch the folders for new, changed and deleted files.")
  var isUnwatched = false

  @OptionGroup var sheets: SheetOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Flag(name: .customLong("json-logs"), help: "Write the log as JSON, one object per line.")
  var writesJSONLogs = false

  @Option(help: ArgumentHelp("How much to log to standard error.", valueName: "level"))
  var logLevel = LogLevel.warning

  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    Terminal.claimStandardStreams()
    DescriptorLimit.raise()
    let token = tokenPolicy
    let configuration = try hostConfiguration(token)
    let library = try trackLibrary()
    let access = try accessPolicy(to: folders + openFolders)
    let settings = try UserSettings.load()
    let registry = try profileSource.registry(settings)
    let logger = makeLogger()
    let line = ProgressLine(progressOption.progress)
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(settings), warnings: warnings)
    let host = WebHost(
      service: try LiveEngine.service(
        registry, access: access, cache: cache ?? LiveEngine.memoryCache(),
        defaults: settings.recommendation, taste: tasteOptions, warnings: warnings),
      library: library, access: access, openRange: try openRange(),
      sound: SoundSource(decoder: CombinedDecoder(), parts: sheets.readerWithoutLinks),
      configuration: configuration, logger: logger
    ) {
      LibraryLog.show($0, on: line, logger)
    } watched: { coverage in
      line.hidden { LibraryLog.show(coverage, logger) }
    }
    let ending = await EndingWatch(milliseconds: 1900) { host.stop() }
    defer { withExtendedLifetime(ending) {} }
    do throws(WebHostProblem) {
      let address = self.host
      // A given token is already known, and may be long-lived, so it stays out of logs.
      let isMade = token == .made
      try await host.run { port in
        let fragment = isMade ? configuration.tokenText.map { "#token=\($0)" } ?? "" : ""
        line.hidden {
          Terminal.offer(
            "Listening on \(Self.address(of: address, port))\(fragment) (press Ctrl-C to stop)")
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

  /// The address to open; a wildcard address is shown as the loopback address.
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
    return OpenRange(
      try accessPolicy(to: openFolders), decoder: CombinedDecoder(followsLinks: false))
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
      return try LiveEngine.library(
        of: folders, parts: sheets.readerWithoutLinks, isWatched: !isUnwatched)
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
